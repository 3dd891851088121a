using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>The password of somebody who is logged in, proven once more.</summary>
internal static class PasswordProof
{
    /// <summary>Proves it as at login and in no other way. The caller disposes what comes back.</summary>
    public static async Task<LoginProof> ProveAsync(ClientContext context, ILoginProtocol protocol, MailSession session, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        var parameters = await context.Server.PreloginAsync(new PreloginRequest(session.Address), cancellationToken).ValueAsync().ConfigureAwait(false);
        session.CheckIsAsAtLogin(parameters);
        return await protocol.ProveAsync(session.Address, password, parameters, cancellationToken).ConfigureAwait(false);
    }
}
