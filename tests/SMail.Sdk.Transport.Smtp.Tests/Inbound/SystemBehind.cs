using System.Net;
using SMail.Sdk.Tests;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>A mail system with a listener, to which a mail server delivers.</summary>
public sealed class SystemBehind : IAsyncDisposable
{
    private SystemBehind(TestSystem system, LmtpListener listener) => (System, Listener) = (system, listener);

    public TestSystem System { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Listener.EndPoint;

    private LmtpListener Listener { get; }

    public static async Task<SystemBehind> StartAsync()
    {
        var system = await TestSystem.StartAsync();
        return new SystemBehind(system, await Listening.StartAsync(system.Server.Inbox, options => options.IsTrusted = _ => true));
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        await System.DisposeAsync();
    }
}

/// <summary>A mail server that delivers what it takes for s-mail.test to a mail system.</summary>
public interface IServerInFront
{
    /// <summary>Where it takes mail.</summary>
    int Port { get; }

    /// <summary>The system behind it.</summary>
    SystemBehind Behind { get; }
}
