namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>A server that runs as long as the tests of a class; where it is missing they skip.</summary>
public sealed class Running<TServer> : IAsyncLifetime
    where TServer : DebianServer, new()
{
    private readonly TServer server = new();

    /// <summary>The server; the test is skipped where there is none.</summary>
    public TServer Server
    {
        get
        {
            Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
            return server;
        }
    }

    public async ValueTask InitializeAsync() => await server.PrepareAndStartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
