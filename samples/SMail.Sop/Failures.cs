using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>The engine's errors as exit codes.</summary>
internal static class Failures
{
    internal static ExitCode CodeOf(Exception e) => e switch
    {
        SopException sop => sop.Code,
        OpenPgpException { Code: OpenPgpError.NoDecryptionKey or OpenPgpError.IntegrityFailure } => ExitCode.CannotDecrypt,
        OpenPgpException { Code: OpenPgpError.Malformed or OpenPgpError.Unsupported or OpenPgpError.LimitExceeded } => ExitCode.BadData,
        _ => ExitCode.UnspecifiedFailure,
    };

    /// <summary>Reads keys or certificates, and says which argument was at fault.</summary>
    internal static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OpenPgpException e)
        {
            throw new SopException(e.Code switch
            {
                OpenPgpError.Unsupported => ExitCode.UnsupportedAsymmetricAlgo,
                OpenPgpError.UnusableKey => ExitCode.KeyIsProtected,
                _ => ExitCode.BadData,
            }, $"{name}: {e.Message}", e);
        }
    }
}
