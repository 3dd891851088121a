using System.Net;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>The choices of the LMTP listener.</summary>
public sealed class LmtpListenerOptions
{
    /// <summary>Where it listens: an <see cref="IPEndPoint"/>, or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> with the path of a socket. Port 0 takes a free one; port 25 is refused (RFC 2033, section 5).</summary>
    /// <value>The default is port 24 of the loopback address.</value>
    /// <remarks>Whoever can connect can deliver: LMTP has no login and no encryption. Keep it on the machine or in a private network.</remarks>
    public EndPoint EndPoint { get; set; } = new IPEndPoint(IPAddress.Loopback, 24);

    /// <summary>Who may use the socket, where <see cref="EndPoint"/> is the path of one.</summary>
    /// <value>The default is the owner and the group.</value>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The name it greets with.</summary>
    /// <value>The default is <c>localhost</c>.</value>
    public string Name { get; set; } = "localhost";

    /// <summary>Tells of an address whether it is the mail server in front, whose Authentication-Results count (RFC 8601).</summary>
    /// <value>The default trusts nobody. Return true where nothing but the mail server can connect.</value>
    public Func<EndPoint?, bool> IsTrusted { get; set; } = _ => false;

    /// <summary>How long a client may take for a command, or for reading the answers to it.</summary>
    /// <value>The default is 5 minutes (RFC 5321, section 4.5.3.2.7).</value>
    public TimeSpan CommandTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message may take from its first byte to its last.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan DataTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>When all connections are taken, and one has kept us waiting for this long, it is closed for one that comes new.</summary>
    /// <value>The default is 3 seconds.</value>
    /// <remarks>
    /// What counts is all the waiting for the client since it connected or since its last message, whatever commands it sent meanwhile; 4 KiB of a message make up for
    /// one second of it. The one that let us wait longest goes first.
    /// </remarks>
    public TimeSpan StallTime { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long messages that are under way have to end when the listener is stopped.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan StopTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections there are at a time; others wait until one is closed.</summary>
    /// <value>The default is 30: fewer than <see cref="Server.InboundOptions.MaxAtOnce"/>, so that each can bring a message.</value>
    public int MaxConnections { get; set; } = 30;

    /// <summary>How many of them may come from one address; more are turned away. Connections to a Unix socket count as one address.</summary>
    /// <value>The default is 30: behind one mail server all come from there.</value>
    public int MaxConnectionsPerPeer { get; set; } = 30;

    /// <summary>How many recipients a message has at the most; further ones are put off (RFC 5321, section 4.5.3.1.10).</summary>
    /// <value>The default is 1000.</value>
    public int MaxRecipients { get; set; } = 1000;

    /// <summary>The longest line of a message, in bytes; a message with a longer one is refused.</summary>
    /// <value>The default is 64 KiB. Lines should have at most 998 (RFC 5322, section 2.1.1), and many senders don't know.</value>
    public int MaxLineBytes { get; set; } = 64 * 1024;
}
