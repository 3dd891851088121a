using SMail.Sdk;

namespace SMail.MailNode;

/// <summary>The section <c>MailNode</c> of mailnode.json; environment variables such as <c>MailNode__Domain</c> come before it.</summary>
internal sealed class NodeSettings
{
    /// <summary>The domain whose mail is here.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The full name of this machine.</summary>
    public string HostName { get; set; } = "localhost";

    /// <summary>The folder of the database.</summary>
    public string Data { get; set; } = "";

    /// <summary>The file of the server's secrets; kept and backed up apart from the data. Made on the first start.</summary>
    public string Secrets { get; set; } = "";

    /// <summary>Where the mail server in front delivers to, on loopback.</summary>
    public int LmtpPort { get; set; } = 10024;

    /// <summary>Whether the mail server in front checks mail, and removes Authentication-Results that strangers wrote in the name of <see cref="HostName"/>; then those it writes itself stay.</summary>
    public bool TrustsResults { get; set; }

    /// <summary>Where mail to the outside goes; empty for the servers of each recipient's domain.</summary>
    public string RelayHost { get; set; } = "";

    /// <summary>The relay's port.</summary>
    public int RelayPort { get; set; } = 25;

    /// <summary>Refuses what would not work.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the message says what to change.</exception>
    public NodeSettings Check()
    {
        if (Domain.Length == 0 || Data.Length == 0 || Secrets.Length == 0)
            throw new SMailException(SMailError.InvalidOptions, "MailNode needs Domain, Data and Secrets: set them in mailnode.json or as MailNode__Domain, MailNode__Data and MailNode__Secrets.");
        return this;
    }
}
