using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Tests.Golden;

/// <summary>What releases wrote opens and verifies in every later one.</summary>
public sealed class GoldenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Releases =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Golden")).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Keys_and_certificates_read(string release)
    {
        foreach (var version in (int[])[4, 6])
        {
            var certificate = Certificate.Read(Read(release, $"certificate-v{version}.pgp"));
            Assert.Equal(version, certificate.Fingerprint.KeyVersion);
            Assert.True(certificate.CanEncrypt(DateTimeOffset.UtcNow));
            Assert.Single(certificate.UserIds);
            Assert.Equal(certificate.ToBytes(), Certificate.Read(Read(release, $"certificate-v{version}.asc")).ToBytes());
            var open = Read(release, $"secret-v{version}.pgp");
            using var key = SecretKey.Read(open);
            Assert.Equal(certificate.ToBytes(), key.Certificate.ToBytes());
            using var unlocked = SecretKey.Read(Read(release, $"secret-locked-v{version}.pgp"), new UnlockOptions { Passwords = [GoldenWriter.Password] });
            Assert.Equal(open, unlocked.ExportUnprotected());
            Assert.Equal(open, key.ExportUnprotected());
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Signatures_verify(string release)
    {
        foreach (var version in (string[])["v4", "v6"])
        {
            var certificate = Certificate.Read(Read(release, $"certificate-{version}.pgp"));
            var options = new VerifyOptions { Certificates = [certificate] };
            Assert.Equal(SignatureStatus.Good, Assert.Single(await Pgp.VerifyDetachedAsync(GoldenWriter.Data(), Read(release, $"detached-{version}.pgp"), options, Token)).Status);
            foreach (var name in (string[])[$"inline-{version}.pgp", $"cleartext-{version}.asc"])
            {
                using var verified = await Pgp.VerifyInlineAsync(new MemoryStream(Read(release, name)), options, Token);
                Assert.Equal(SignatureStatus.Good, Assert.Single(verified.Signatures).Status);
                Assert.Equal(GoldenWriter.Text, await new StreamReader(verified.Content).ReadToEndAsync(Token));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Messages_open_with_each_key(string release)
    {
        foreach (var version in (string[])["v4", "v6"])
        {
            using var key = SecretKey.Read(Read(release, $"secret-{version}.pgp"));
            var options = Everyone(release) with { Keys = [key] };
            foreach (var (name, signatures) in ((string, int)[])[("seipd1.pgp", 2), ("seipd2-ocb.pgp", 2), ("seipd2-gcm.pgp", 0), ("seipd2-eax.pgp", 0), ("hidden.pgp", 2), ("armored.asc", 2)])
                await OpensAsync(Read(release, name), options, signatures);
            await OpensAsync(Read(release, "split-body.pgp"), options with { KeyPackets = Read(release, $"split-key-{version}.pgp") }, 2);
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Messages_open_with_the_password(string release)
    {
        foreach (var name in (string[])["skesk4.pgp", "skesk6.pgp"])
            await OpensAsync(Read(release, name), Everyone(release) with { Passwords = [GoldenWriter.Password] }, 0);
    }

    /// <summary>A file that is not of the kind its name says would keep nothing.</summary>
    [Theory]
    [InlineData("seipd1.pgp", 3, 1)]
    [InlineData("hidden.pgp", 6, 2)]
    [InlineData("seipd2-ocb.pgp", 6, 2, 2)]
    [InlineData("seipd2-gcm.pgp", 6, 2, 3)]
    [InlineData("seipd2-eax.pgp", 6, 2, 1)]
    [InlineData("skesk4.pgp", 4, 1)]
    [InlineData("skesk6.pgp", 6, 2)]
    public void Each_file_is_of_its_kind(string name, byte keyVersion, byte bodyVersion, int? aead = null)
    {
        foreach (var release in Releases)
        {
            var packets = Packet.ReadAll(Read(release, name));
            Assert.All(packets.SkipLast(1), p => Assert.Equal(keyVersion, p.Body.Span[0]));
            Assert.Equal(bodyVersion, packets[^1].Body.Span[0]);
            if (aead is not null)
                Assert.Equal(aead, packets[^1].Body.Span[2]);
        }
    }

    private static DecryptOptions Everyone(string release) => new()
    {
        Certificates = [Certificate.Read(Read(release, "certificate-v4.pgp")), Certificate.Read(Read(release, "certificate-v6.pgp"))],
    };

    private static async Task OpensAsync(byte[] message, DecryptOptions options, int signatures)
    {
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), options, Token);
        Assert.Equal(GoldenWriter.Text, await new StreamReader(decrypted.Content).ReadToEndAsync(Token));
        Assert.Equal(Enumerable.Repeat(SignatureStatus.Good, signatures), decrypted.Signatures.Select(s => s.Status));
    }

    private static byte[] Read(string release, string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", release, name));
}
