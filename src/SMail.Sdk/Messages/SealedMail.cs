using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>A body sealed once, with the key packets and the summaries of its readers.</summary>
/// <param name="Body">One SEIPD packet.</param>
/// <param name="Copies">By reader: key packet of the body, and a summary of his own.</param>
internal sealed record SealedMail(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<Fingerprint, SealedCopyBytes> Copies);

internal sealed record SealedCopyBytes(ReadOnlyMemory<byte> KeyPacket, ReadOnlyMemory<byte> Summary);
