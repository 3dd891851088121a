using System.Net;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Asks the name system what delivery needs to know.</summary>
/// <remarks>Calls are safe from many threads. A name server that fails is an answer, not an exception.</remarks>
public interface IMxResolver
{
    /// <summary>The MX records of a domain (RFC 5321, section 5.1), as they are.</summary>
    ValueTask<DnsAnswer<MxRecord>> FindServersAsync(string domain, CancellationToken cancellationToken);

    /// <summary>The addresses of a host, of both families.</summary>
    ValueTask<DnsAnswer<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken);

    /// <summary>The TXT records of a name, each with its strings joined.</summary>
    ValueTask<DnsAnswer<string>> FindTextsAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A server of a domain.</summary>
/// <param name="Preference">Lower ones are tried first.</param>
/// <param name="Host">Its name; <c>.</c> or empty says that the domain takes no mail (RFC 7505).</param>
public readonly record struct MxRecord(int Preference, string Host);

/// <summary>What the name system said.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Status">Whether there is an answer.</param>
/// <param name="Records">The answer; empty unless it was found.</param>
public sealed record DnsAnswer<T>(DnsStatus Status, IReadOnlyList<T> Records);

/// <summary>Whether the name system knew.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,
    /// <summary>The name exists, without such records.</summary>
    NoRecords,
    /// <summary>There is no such name (NXDOMAIN).</summary>
    NoSuchName,
    /// <summary>Nobody answered, or with an error that may pass.</summary>
    Failed,
}
