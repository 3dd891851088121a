using System.Net;
using System.Net.Sockets;

namespace SMail.Sdk.Server;

/// <summary>What counts as one source.</summary>
internal static class LimitSource
{
    /// <summary>Of an IPv6 address its first 64 bits, which is the least a subscriber gets (RFC 6177); anything else as it is.</summary>
    public static string Of(string source)
    {
        if (!IPAddress.TryParse(source, out var address))
            return source;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
