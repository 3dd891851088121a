namespace SMail.Benchmarks.Peers;

/// <summary>A command line tool and how it is asked for the same: sign and encrypt <c>plain</c>, decrypt and verify what it wrote itself.</summary>
/// <param name="Name">With what it writes.</param>
/// <param name="Program">The file.</param>
/// <param name="Version">Says its version.</param>
/// <param name="Encrypt">Writes <paramref name="Sealed"/>.</param>
/// <param name="Decrypt">Reads it and writes <c>opened</c>.</param>
/// <param name="Sealed">The message's file.</param>
internal sealed record Peer(string Name, string Program, string Version, string Encrypt, string Decrypt, string Sealed)
{
    public const string Plain = "plain";
    public const string Opened = "opened";

    /// <summary>A tool that speaks the Stateless OpenPGP interface, without armor.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="program">The file.</param>
    /// <param name="key">Names the files of its keys: key.pgp, key.cert.</param>
    /// <param name="verificationsOut">The option's name, which older drafts of the interface have otherwise.</param>
    public static Peer Sop(string name, string program, string key, string verificationsOut = "--verifications-out")
    {
        var message = $"{name.Replace(' ', '-')}.pgp";
        return new(name, program, $"'{program}' version",
            $"'{program}' encrypt --no-armor --sign-with={key}.pgp {key}.cert <{Plain} >{message}",
            $"'{program}' decrypt {verificationsOut}={message}.verified --verify-with={key}.cert {key}.pgp <{message} >{Opened}",
            message);
    }

    /// <summary>GnuPG in a home of its own; no compression, and the same algorithms as all others.</summary>
    public static Peer Gpg(string program, string fingerprint) => new("gpg", program, $"'{program}' --version",
        $"'{program}' {GpgHome} --trust-model always -z 0 --digest-algo SHA256 -u {fingerprint} -r {fingerprint} -o gpg.pgp --sign --encrypt {Plain}",
        $"'{program}' {GpgHome} --trust-model always -o {Opened} --decrypt gpg.pgp",
        "gpg.pgp");

    public const string GpgHome = "--homedir gnupg --batch --yes --quiet";

    /// <summary>RNP with the keys of one file.</summary>
    public static Peer Rnp(string program, string fingerprint, string key) => new("rnp", program, $"'{program}' --version",
        $"'{program}' --keyfile {key}.pgp --notty --password '' --overwrite -z 0 --cipher AES256 --hash SHA256 -u {fingerprint} -r {fingerprint} --output rnp.pgp -e -s {Plain}",
        $"'{program}' --keyfile {key}.pgp --notty --password '' --overwrite --output {Opened} -d rnp.pgp",
        "rnp.pgp");
}
