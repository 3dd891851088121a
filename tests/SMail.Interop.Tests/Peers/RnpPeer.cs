namespace SMail.Interop.Tests.Peers;

/// <summary>RNP, with a file of keys for every call.</summary>
internal sealed class RnpPeer : IPeer
{
    private static readonly string? Program = PeerProcess.Find("rnp");
    private static readonly string? KeysProgram = PeerProcess.Find("rnpkeys");

    public string Name => "rnp";

    public string? Missing => Program is null || KeysProgram is null ? "RNP (rnp, rnpkeys) is not installed on this machine." : null;

    public async Task<PeerKey> GenerateKeyAsync(Profile profile, string? password = null)
    {
        using var home = new Scratch();
        Task<PeerProcess> RunAsync(params string[] arguments) =>
            PeerProcess.RunAsync(KeysProgram!, ["--homedir", home.Folder, "--notty", "--password", password ?? "", .. arguments]);
        await RunAsync("--generate-key", "--userid", "rnp@example.org");
        return new((await RunAsync("--export-key", "--secret", "rnp@example.org")).Output, (await RunAsync("--export-key", "rnp@example.org")).Output, password);
    }

    public async Task<byte[]> EncryptAsync(byte[] content, IReadOnlyList<byte[]> certificates, PeerKey? signer, Form form)
    {
        string[] signing = signer is null ? [] : ["--sign", "--userid", signer.Fingerprint];
        var recipients = certificates.SelectMany(c => (string[])["--recipient", new PeerKey([], c).Fingerprint]);
        byte[][] keys = signer is null ? [] : [signer.Secret];
        return (await RunAsync([.. keys, .. certificates], signer?.Password, ["--encrypt", .. Named(form), .. signing, .. recipients], content)).Output;
    }

    public async Task<byte[]> DecryptAsync(byte[] message, PeerKey key, byte[]? signer)
    {
        byte[][] keys = signer is null ? [key.Secret] : [key.Secret, signer];
        var run = await RunAsync(keys, key.Password, ["--decrypt"], message);
        return signer is null ? run.Output : Verified(run).Output;
    }

    public async Task<byte[]> EncryptWithPasswordAsync(byte[] content, string password, Profile profile, Form form) =>
        (await RunAsync([], password, ["--symmetric", .. Named(form)], content)).Output;

    public async Task<byte[]> DecryptWithPasswordAsync(byte[] message, string password) => (await RunAsync([], password, ["--decrypt"], message)).Output;

    public Task<byte[]> SignDetachedAsync(byte[] content, PeerKey key, Signed signed, Form form) => signed == Signed.Bytes
        ? SignAsync(content, key, ["--sign", "--detach", .. Named(form)])
        : throw new NotSupportedException("rnp signs bytes alone.");

    public Task<byte[]> SignInlineAsync(byte[] content, PeerKey key, Form form) => SignAsync(content, key, ["--sign", .. Named(form)]);

    public Task<byte[]> SignCleartextAsync(byte[] content, PeerKey key) => SignAsync(content, key, ["--clearsign"]);

    public async Task VerifyDetachedAsync(byte[] content, byte[] signature, byte[] signer)
    {
        using var files = new Scratch();
        Verified(await RunAsync([signer], password: null, ["--verify", "--source", files.Put(content), files.Put(signature)]));
    }

    public async Task<byte[]> VerifyInlineAsync(byte[] message, byte[] signer) => Verified(await RunAsync([signer], password: null, ["--decrypt"], message)).Output;

    private static async Task<byte[]> SignAsync(byte[] content, PeerKey key, string[] how) =>
        (await RunAsync([key.Secret], key.Password, [.. how, "--userid", key.Fingerprint], content)).Output;

    /// <summary>It succeeds where it knows no signer, and says so.</summary>
    private static PeerProcess Verified(PeerProcess run) => run.Error.Contains("Signature(s) verified successfully", StringComparison.Ordinal)
        ? run
        : throw new PeerException($"rnp found no good signature.\n{run.Error}", run.Output);

    private static async Task<PeerProcess> RunAsync(byte[][] keys, string? password, IEnumerable<string> arguments, byte[]? input = null)
    {
        using var files = new Scratch();
        string[] ring = keys.Length == 0 ? [] : ["--keyfile", files.Put(keys)];
        string[] stream = input is null ? [] : ["--output", "-", "-"];
        return await PeerProcess.RunAsync(Program!, ["--homedir", files.Folder, "--notty", "--password", password ?? "", .. ring, .. arguments, .. stream], input);
    }

    private static string[] Named(Form form) => form == Form.Armored ? ["--armor"] : [];
}
