using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The signatures that are being made over one document.</summary>
internal sealed class DocumentSigner : IDisposable
{
    private readonly List<(SignatureWriter Writer, SignatureDigest Digest)> signatures = [];

    internal DocumentSigner(SignOptions options, IReadOnlyList<Fingerprint> intendedRecipients)
    {
        var now = options.Clock.GetUtcNow();
        foreach (var signer in options.Signers)
        {
            var key = signer.SigningKey(now);
            var writer = new SignatureWriter(options.AsText ? SignatureType.Text : SignatureType.Binary, key, key.DocumentHash, now);
            foreach (var recipient in intendedRecipients)
                writer.AddIntendedRecipient(recipient);
            foreach (var notation in options.Notations)
                writer.AddNotation(notation);
            signatures.Add((writer, writer.NewDigest()));
        }
    }

    /// <summary>The hashes as the header of a cleartext message names them (RFC 9580, table 23).</summary>
    internal IEnumerable<string> HashNames() => signatures.Select(s => s.Writer.Hash.Name()).Distinct();

    internal bool IsEmpty => signatures.Count == 0;

    /// <summary>The packets before the document, in the order of the signers.</summary>
    internal byte[] OnePassPackets()
    {
        using var writer = new ByteWriter();
        for (var i = 0; i < signatures.Count; i++)
            OnePassSignature.Write(writer, signatures[i].Writer, isLast: i == signatures.Count - 1);
        return writer.ToArray();
    }

    internal void Append(ReadOnlySpan<byte> data)
    {
        foreach (var (_, digest) in signatures)
            digest.AppendData(data);
    }

    internal async Task AppendAsync(Stream data, CancellationToken cancellationToken)
    {
        using var buffer = new CopyBuffer();
        ReadOnlyMemory<byte> piece;
        while (!(piece = await buffer.ReadAsync(data, cancellationToken).ConfigureAwait(false)).IsEmpty)
            Append(piece.Span);
    }

    /// <summary>The signature packets, in the order of the signers.</summary>
    internal List<byte[]> Sign() => [.. signatures.Select(s => s.Writer.Sign(s.Digest))];

    /// <summary>The signature packets as they stand behind the document: the last announced comes first.</summary>
    internal byte[] SignBehind() => [.. Sign().AsEnumerable().Reverse().SelectMany(packet => packet)];

    public void Dispose()
    {
        foreach (var (writer, digest) in signatures)
        {
            writer.Dispose();
            digest.Dispose();
        }
    }
}
