using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>Has all that was stored, and a guess at a password. Computes whatever follows from both, and looks whether any of it is there.</summary>
/// <param name="stolen">Rows, files, logs, backups.</param>
/// <param name="pepper">The one server secret he may have as well; null as a rule.</param>
internal sealed partial class Attacker(IReadOnlyList<Recorded> stolen, byte[]? pepper = null)
{
    private readonly List<SealedRecord> envelopes = [.. stolen.SelectMany(piece => Base64().Matches(Text(piece)).Select(match => TryRead(match.Value)).OfType<SealedRecord>()).Distinct()];

    /// <summary>How many sealed records were found in what was stolen.</summary>
    public int EnvelopeCount => envelopes.Count;

    /// <summary>What confirms the guess; empty where nothing does.</summary>
    public IReadOnlyList<string> Confirm(string guess, StretchedPassword stretched)
    {
        var values = Values(guess, stretched).ToList();
        var found = Canary.Find(stolen, values.Select(value => new Canary(value.Name, value.Bytes))).ToList();
        foreach (var (name, key) in values.Where(value => value.Bytes.Length == 32))
        {
            using var secret = SecretBytes.CopyOf(key);
            foreach (var envelope in envelopes)
            {
                using var opened = envelope.Open().TryOpen(secret);
                if (opened is not null)
                    found.Add($"{name} opens an envelope");
            }
        }

        return found;
    }

    private IEnumerable<(string Name, byte[] Bytes)> Values(string guess, StretchedPassword stretched)
    {
        var text = Encoding.UTF8.GetBytes(guess);
        yield return ("the password", text);
        yield return ("SHA-1 of the password", SHA1.HashData(text));
        yield return ("SHA-256 of the password", SHA256.HashData(text));
        yield return ("SHA-512 of the password", SHA512.HashData(text));
        var root = ((SecretBytes)typeof(StretchedPassword).GetField("root", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(stretched)!).Span.ToArray();
        var proof = HKDF.Expand(HashAlgorithmName.SHA256, root, 32, "smail/v1/auth"u8.ToArray());
        var kekRoot = HKDF.Expand(HashAlgorithmName.SHA256, root, 32, "smail/v1/kek-root"u8.ToArray());
        yield return ("R", root);
        yield return ("A", proof);
        yield return ("kek-root", kekRoot);
        yield return ("SHA-256 of R", SHA256.HashData(root));
        yield return ("SHA-256 of A", SHA256.HashData(proof));
        yield return ("SHA-256 of kek-root", SHA256.HashData(kekRoot));
        foreach (var (name, secret) in Secrets())
        {
            yield return ($"the verifier under {name}", HMACSHA256.HashData(secret, SHA256.HashData(proof)));
            var mixed = HKDF.Extract(HashAlgorithmName.SHA256, kekRoot, secret);
            yield return ($"P under {name}", mixed);
            yield return ($"K under {name}", HKDF.Expand(HashAlgorithmName.SHA256, mixed, 32, "smail/v1/kek"u8.ToArray()));
            yield return ($"C under {name}", HKDF.Expand(HashAlgorithmName.SHA256, mixed, 32, "smail/v1/kek-commit"u8.ToArray()));
        }
    }

    // In place of a server secret he tries nothing at all, zeros, and whatever of that length was stored.
    private IEnumerable<(string Name, byte[] Bytes)> Secrets()
    {
        yield return ("no secret", []);
        yield return ("zeros", new byte[32]);
        if (pepper is not null)
            yield return ("the pepper", pepper);
        foreach (var hex in stolen.SelectMany(piece => Hex().Matches(Text(piece)).Select(match => match.Value)).Distinct(StringComparer.Ordinal))
            yield return ($"stored {hex[..8]}", Convert.FromHexString(hex));
        foreach (var header in envelopes.Select(envelope => envelope.Open().Header.ToArray()).Where(header => header.Length >= 32))
            yield return ("the end of a header", header[^32..]);
    }

    private static string Text(Recorded piece) => Encoding.Latin1.GetString(piece.Bytes).Replace("\\u002B", "+", StringComparison.Ordinal);

    private static SealedRecord? TryRead(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64[..(base64.Length / 4 * 4)], bytes, out var length) && Envelope.TryParse(bytes.AsSpan(0, length), out _)
            ? SealedRecord.Parse(bytes.AsMemory(0, length)) : null;
    }

    [GeneratedRegex("[A-Za-z0-9+/]{100,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex("(?<![0-9A-Fa-f])[0-9A-F]{64}(?![0-9A-Fa-f])")]
    private static partial Regex Hex();
}
