using System.Collections.Frozen;

namespace SMail.Sdk;

/// <summary>Names nobody can register.</summary>
internal static class ReservedNames
{
    private static readonly FrozenSet<string> All = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
    [
        // RFC 2142, sections 3 to 5, all of them; those below four characters are refused for that already.
        "info", "marketing", "sales", "support",
        "abuse", "noc", "security",
        "postmaster", "hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp",
        // Certification authorities take mail to these as proof of owning the domain (CA/Browser Forum BR, section 3.2.2.4.4).
        "admin", "administrator", "ssladmin", "ssladministrator", "sslwebmaster",
        // Senders of machine-made mail: a person behind one could pass for the service.
        "mailer-daemon", "mailerdaemon", "daemon", "bounce", "bounces", "noreply", "no-reply", "no_reply", "no.reply",
        "donotreply", "do-not-reply", "autoreply", "auto-reply", "notification", "notifications", "alert", "alerts",
        // Reports and discovery by machines (RFC 7489, RFC 8460, autoconfiguration of mail programs).
        "dmarc", "tls-rpt", "tlsrpt", "autoconfig", "autodiscover", "wpad", "isatap", "mta-sts", "openpgpkey",
        // Accounts of systems, and roles of a service.
        "root", "system", "sysadmin", "operator", "nobody", "null", "devnull", "localhost", "mail", "email", "smtp", "imap",
        "help", "helpdesk", "contact", "billing", "payment", "payments", "legal", "privacy", "compliance", "staff", "team",
        "account", "accounts", "register", "registration", "password", "service", "services", "moderator", "everyone",
        "all-users", "undisclosed-recipients",
    ]);

    /// <summary>Whether a name is kept, in any case.</summary>
    public static bool Contains(string name) => All.Contains(name);
}
