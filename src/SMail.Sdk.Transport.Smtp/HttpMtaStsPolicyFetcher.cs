using System.Net;
using System.Net.Sockets;
using System.Text;
using SMail.Sdk.Transport.Smtp.Routing;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Gets policies as RFC 8461, section 3.3 tells: over HTTPS with a valid certificate, from the one address, without redirects, at most 64 KiB within a minute.</summary>
public sealed class HttpMtaStsPolicyFetcher : IMtaStsPolicyFetcher, IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(1);

    private readonly HttpClient client;

    /// <summary>Connects only to addresses of the Internet: the name is a stranger's.</summary>
    public HttpMtaStsPolicyFetcher()
        : this(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16, ConnectCallback = ConnectAsync })
    {
    }

    internal HttpMtaStsPolicyFetcher(HttpMessageHandler handler) => client = new HttpClient(handler) { Timeout = MaxTime, MaxResponseContentBufferSize = MaxBytes };

    /// <inheritdoc/>
    public async ValueTask<string?> FetchAsync(string domain, CancellationToken cancellationToken)
    {
        if (!HostName.IsValid(domain))
            return null;
        try
        {
            using var response = await client.GetAsync(new Uri($"https://mta-sts.{domain}/.well-known/mta-sts.txt"), cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/plain")
                return null;
            return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(PublicAddress.Is).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException("The host has no address of the Internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
