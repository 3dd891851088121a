namespace SMail.Interop.Tests.Peers;

/// <summary>GnuPG, with a new home for every call.</summary>
internal sealed class GpgPeer : IPeer
{
    private static readonly string? Program = PeerProcess.Find("gpg");

    public string Name => "gpg";

    public string? Missing => Program is null ? "GnuPG (gpg) is not installed on this machine." : null;

    public async Task<PeerKey> GenerateKeyAsync(Profile profile, string? password = null)
    {
        using var home = new Home(password);
        await home.RunAsync(["--quick-generate-key", "gpg <gpg@example.org>", "future-default", "default", "never"]);
        return new((await home.RunAsync(["--armor", "--export-secret-keys"])).Output, (await home.RunAsync(["--armor", "--export"])).Output, password);
    }

    public async Task<byte[]> EncryptAsync(byte[] content, IReadOnlyList<byte[]> certificates, PeerKey? signer, Form form)
    {
        using var home = new Home(signer?.Password);
        foreach (var certificate in certificates)
            await home.ImportAsync(certificate);
        string[] signing = signer is null ? [] : ["--sign", .. await home.UseAsync(signer)];
        return (await home.RunAsync([.. Named(form), "--encrypt", .. signing, .. certificates.Select(c => $"--recipient={new PeerKey([], c).Fingerprint}")], content)).Output;
    }

    public async Task<byte[]> DecryptAsync(byte[] message, PeerKey key, byte[]? signer)
    {
        using var home = new Home(key.Password);
        await home.ImportAsync(key.Secret);
        if (signer is not null)
            await home.ImportAsync(signer);
        var run = await home.RunAsync(["--decrypt"], message);
        return signer is null ? run.Output : Verified(run, signer).Output;
    }

    public async Task<byte[]> EncryptWithPasswordAsync(byte[] content, string password, Profile profile, Form form)
    {
        using var home = new Home(password);
        return (await home.RunAsync([.. Named(form), "--symmetric"], content)).Output;
    }

    public async Task<byte[]> DecryptWithPasswordAsync(byte[] message, string password)
    {
        using var home = new Home(password);
        return (await home.RunAsync(["--decrypt"], message)).Output;
    }

    public Task<byte[]> SignDetachedAsync(byte[] content, PeerKey key, Signed signed, Form form) =>
        SignAsync(content, key, ["--detach-sign", .. Named(form), .. signed == Signed.Text ? ["--textmode"] : (string[])[]]);

    public Task<byte[]> SignInlineAsync(byte[] content, PeerKey key, Form form) => SignAsync(content, key, ["--sign", .. Named(form)]);

    public Task<byte[]> SignCleartextAsync(byte[] content, PeerKey key) => SignAsync(content, key, ["--clear-sign"]);

    public async Task VerifyDetachedAsync(byte[] content, byte[] signature, byte[] signer)
    {
        using var home = new Home(password: null);
        await home.ImportAsync(signer);
        Verified(await home.RunAsync(["--verify", home.Files.Put(signature), "-"], content), signer);
    }

    public async Task<byte[]> VerifyInlineAsync(byte[] message, byte[] signer)
    {
        using var home = new Home(password: null);
        await home.ImportAsync(signer);
        return Verified(await home.RunAsync(["--decrypt"], message), signer).Output;
    }

    private static async Task<byte[]> SignAsync(byte[] content, PeerKey key, string[] how)
    {
        using var home = new Home(key.Password);
        return (await home.RunAsync([.. await home.UseAsync(key), .. how], content)).Output;
    }

    /// <summary>The last field of its VALIDSIG line is the primary key.</summary>
    private static PeerProcess Verified(PeerProcess run, byte[] signer) =>
        run.Error.Split('\n').Any(line => line.StartsWith("[GNUPG:] VALIDSIG ", StringComparison.Ordinal) && line.EndsWith(new PeerKey([], signer).Fingerprint, StringComparison.Ordinal))
            ? run
            : throw new PeerException($"gpg found no good signature.\n{run.Error}", run.Output);

    private static string[] Named(Form form) => form == Form.Armored ? ["--armor"] : [];

    private sealed class Home(string? password) : IDisposable
    {
        internal Scratch Files { get; } = new();

        internal Task<PeerProcess> RunAsync(IEnumerable<string> arguments, byte[]? input = null) => PeerProcess.RunAsync(
            Program!,
            ["--homedir", Files.Folder, "--batch", "--no-tty", "--status-fd=2", "--trust-model=always", "--pinentry-mode=loopback", "--passphrase", password ?? "", .. arguments],
            input);

        internal Task<PeerProcess> ImportAsync(byte[] keys) => RunAsync(["--import", Files.Put(keys)]);

        internal async Task<string[]> UseAsync(PeerKey key)
        {
            await ImportAsync(key.Secret);
            return [$"--local-user={key.Fingerprint}"];
        }

        public void Dispose()
        {
            PeerProcess.RunAsync(PeerProcess.Find("gpgconf")!, ["--homedir", Files.Folder, "--kill", "all"]).GetAwaiter().GetResult();
            Files.Dispose();
        }
    }
}
