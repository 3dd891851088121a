namespace SMail.OpenPgp.Primitives;

/// <summary>Simple, salted and iterated string-to-key: a hash over salt and password, repeated (RFC 9580, sections 3.7.1.1 to 3.7.1.3).</summary>
internal static class S2kHash
{
    private const int ChunkSize = 16 * 1024;
    private const int CountBias = 6;

    /// <summary>How many octets a coded count says: 1,024 to 65,011,712.</summary>
    internal static int DecodeCount(byte count) => (16 + (count & 15)) << ((count >> 4) + CountBias);

    /// <summary>Fills the key from the hash over this many octets, or over salt and password once if they are longer.</summary>
    internal static void Derive(HashId hash, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> password, int octets, Span<byte> key, PrimitiveSet set)
    {
        var unit = salt.Length + password.Length;
        octets = Math.Max(octets, unit);
        // Hashing a few bytes at a time is slow, so salt and password are laid out many times in a row.
        var repeats = octets == unit || unit == 0 ? 1 : Math.Max(1, ChunkSize / unit);
        using var row = new SecretBytes(repeats * unit);
        for (var at = 0; at < row.Span.Length; at += unit)
        {
            salt.CopyTo(row.Span[at..]);
            password.CopyTo(row.Span[(at + salt.Length)..]);
        }
        using var digest = new SecretBytes(hash.Size());
        using var running = hash.Start(set);
        for (var part = 0; !key.IsEmpty; part++)
        {
            // A key longer than the hash takes more of them, each with one more zero in front.
            for (var zero = 0; zero < part; zero++)
                running.AppendData([0]);
            Append(running, row.Span, octets);
            running.GetHashAndReset(digest.Span);
            var size = Math.Min(key.Length, digest.Span.Length);
            digest.Span[..size].CopyTo(key);
            key = key[size..];
        }
    }

    private static void Append(RunningHash running, ReadOnlySpan<byte> row, int octets)
    {
        for (; octets > row.Length; octets -= row.Length)
            running.AppendData(row);
        running.AppendData(row[..octets]);
    }
}
