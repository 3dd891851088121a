using System.Net;

namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>A server as connections are kept by: one that was made under a weaker demand never serves a stronger one.</summary>
/// <param name="Host">Its name, which its certificate must be for where <paramref name="IsVerified"/>.</param>
/// <param name="Address">Where it is.</param>
/// <param name="IsVerified">Whether TLS with a valid certificate is demanded.</param>
/// <param name="IsImplicitTls">Whether TLS begins with the connection.</param>
internal sealed record Destination(string Host, EndPoint Address, bool IsVerified, bool IsImplicitTls = false);
