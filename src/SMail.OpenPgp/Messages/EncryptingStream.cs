using SMail.OpenPgp.IO;

namespace SMail.OpenPgp;

/// <summary>Encrypts the contents of a SEIPD packet as they come.</summary>
internal abstract class EncryptingStream : WriteOnlyStream
{
    /// <summary>Ends the contents with what protects them against change.</summary>
    internal abstract ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>Decrypts the contents of a SEIPD packet. It only ends, with a read of 0 bytes, when the whole was as encrypted.</summary>
internal abstract class DecryptingStream : ReadOnlyStream
{
    /// <summary>Reads on to the end, so that a malformed message fails no faster than a changed one.</summary>
    internal abstract void Drain();
}
