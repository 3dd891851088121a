namespace SMail.Interop.Tests.Peers;

/// <summary>A program that speaks the Stateless OpenPGP command line (draft-dkg-openpgp-stateless-cli).</summary>
/// <param name="name">As the tests show it.</param>
/// <param name="command">The program and its first arguments.</param>
/// <param name="missing">Why it cannot run here, or null.</param>
internal sealed class SopPeer(string name, IReadOnlyList<string> command, string? missing) : IPeer
{
    public string Name => name;

    public string? Missing => missing;

    /// <summary>Whether it knows profiles. Others would take the option for a mistake.</summary>
    internal bool HasProfiles { get; init; }

    /// <summary>What older programs called otherwise.</summary>
    internal string VerificationsOption { get; init; } = "--verifications-out";

    public async Task<PeerKey> GenerateKeyAsync(Profile profile, string? password = null)
    {
        using var scratch = new Scratch();
        var secret = await RunAsync(["generate-key", .. Named(profile), .. KeyPassword(scratch, password), $"{name} <{name}@example.org>"]);
        return new(secret, await RunAsync(["extract-cert"], secret), password);
    }

    public async Task<byte[]> EncryptAsync(byte[] content, IReadOnlyList<byte[]> certificates, PeerKey? signer, Form form)
    {
        using var scratch = new Scratch();
        string[] signing = signer is null ? [] : [$"--sign-with={scratch.Put(signer.Secret)}", .. KeyPassword(scratch, signer.Password)];
        return await RunAsync(["encrypt", .. Named(form), .. signing, .. certificates.Select(c => scratch.Put(c))], content);
    }

    public async Task<byte[]> DecryptAsync(byte[] message, PeerKey key, byte[]? signer)
    {
        using var scratch = new Scratch();
        var verdicts = scratch.NewPath();
        string[] verifying = signer is null ? [] : [$"--verify-with={scratch.Put(signer)}", $"{VerificationsOption}={verdicts}"];
        var content = await RunAsync(["decrypt", .. verifying, .. KeyPassword(scratch, key.Password), scratch.Put(key.Secret)], message);
        return signer is null || new FileInfo(verdicts).Length > 0 ? content : throw new PeerException($"{name} found no good signature.", content);
    }

    public async Task<byte[]> EncryptWithPasswordAsync(byte[] content, string password, Profile profile, Form form)
    {
        using var scratch = new Scratch();
        return await RunAsync(["encrypt", .. Named(profile), .. Named(form), $"--with-password={scratch.Put(password)}"], content);
    }

    public async Task<byte[]> DecryptWithPasswordAsync(byte[] message, string password)
    {
        using var scratch = new Scratch();
        return await RunAsync(["decrypt", $"--with-password={scratch.Put(password)}"], message);
    }

    public async Task<byte[]> SignDetachedAsync(byte[] content, PeerKey key, Signed signed, Form form)
    {
        using var scratch = new Scratch();
        string[] asText = signed == Signed.Text ? ["--as=text"] : [];
        return await RunAsync(["sign", .. asText, .. Named(form), .. KeyPassword(scratch, key.Password), scratch.Put(key.Secret)], content);
    }

    public async Task VerifyDetachedAsync(byte[] content, byte[] signature, byte[] signer)
    {
        using var scratch = new Scratch();
        await RunAsync(["verify", scratch.Put(signature), scratch.Put(signer)], content);
    }

    public async Task<byte[]> SignInlineAsync(byte[] content, PeerKey key, Form form)
    {
        using var scratch = new Scratch();
        return await RunAsync(["inline-sign", .. Named(form), .. KeyPassword(scratch, key.Password), scratch.Put(key.Secret)], content);
    }

    public async Task<byte[]> SignCleartextAsync(byte[] content, PeerKey key)
    {
        using var scratch = new Scratch();
        return await RunAsync(["inline-sign", "--as=clearsigned", .. KeyPassword(scratch, key.Password), scratch.Put(key.Secret)], content);
    }

    public async Task<byte[]> VerifyInlineAsync(byte[] message, byte[] signer)
    {
        using var scratch = new Scratch();
        return await RunAsync(["inline-verify", scratch.Put(signer)], message);
    }

    private async Task<byte[]> RunAsync(IEnumerable<string> arguments, byte[]? input = null) =>
        (await PeerProcess.RunAsync(command[0], [.. command.Skip(1), .. arguments], input)).Output;

    private string[] Named(Profile profile) => HasProfiles ? [profile == Profile.Rfc9580 ? "--profile=rfc9580" : "--profile=compatible"] : [];

    private static string[] Named(Form form) => form == Form.Binary ? ["--no-armor"] : [];

    private static string[] KeyPassword(Scratch scratch, string? password) => password is null ? [] : [$"--with-key-password={scratch.Put(password)}"];
}
