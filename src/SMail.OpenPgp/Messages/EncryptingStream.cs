using SMail.OpenPgp.IO;

namespace SMail.OpenPgp;

/// <summary>Encrypts the contents of a SEIPD packet as they come.</summary>
internal abstract class EncryptingStream : WriteOnlyStream
{
    /// <summary>Ends the contents with what protects them against change.</summary>
    internal abstract ValueTask CompleteAsync(CancellationToken cancellationToken);
}
