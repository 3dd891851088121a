using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Which signatures count: by hash and date, by what they call critical, by version (RFC 9580, sections 5.2.3.7, 9.5 and 10.3.2.2).</summary>
public sealed class PolicyTests
{
    private static readonly byte[] Text = "what was signed"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HashId.Sha1, "2013-01-31", true)]
    [InlineData(HashId.Sha1, "2013-02-01", false)]
    [InlineData(HashId.RipeMd160, "2013-01-31", true)]
    [InlineData(HashId.RipeMd160, "2020-01-01", false)]
    [InlineData(HashId.Md5, "1997-01-31", true)]
    [InlineData(HashId.Md5, "1997-02-01", false)]
    [InlineData(HashId.Sha224, "2020-01-01", true)]
    [InlineData(HashId.Sha3_256, "2020-01-01", true)]
    internal async Task Weak_hashes_count_before_their_date(HashId hash, string date, bool isGood)
    {
        var created = DateTimeOffset.Parse(date + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        // RSA signs over a digest of any size; others ask for more than these.
        var key = OldRsa.Value;
        using var signer = ManagedRsaSecret.Of(key);
        var signature = Sign(new(key.Certificate.Contents.Primary, signer), hash, created);
        Assert.Equal(isGood ? SignatureStatus.Good : SignatureStatus.Unsupported, await StatusAsync(key, signature));
        var loose = new OpenPgpPolicy { Sha1DocumentsBefore = DateTimeOffset.MaxValue, Md5Before = DateTimeOffset.MaxValue };
        Assert.Equal(SignatureStatus.Good, await StatusAsync(key, signature, loose));
        var strict = new OpenPgpPolicy { Sha1DocumentsBefore = DateTimeOffset.MinValue, Md5Before = DateTimeOffset.MinValue };
        Assert.Equal(hash is HashId.Sha224 or HashId.Sha3_256 ? SignatureStatus.Good : SignatureStatus.Unsupported, await StatusAsync(key, signature, strict));
    }

    [Fact]
    public void Self_signatures_with_weak_hashes_count_before_their_date()
    {
        var editor = new CertificateEditor(OldRsa.Value);
        foreach (var (year, holds) in ((int, bool)[])[(2022, true), (2024, false)])
        {
            var at = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var writer = new SignatureWriter(SignatureType.PositiveCertification, editor.Primary, HashId.Sha1, at);
            using var digest = writer.NewDigest();
            digest.AppendKey(editor.Primary.PublicKey);
            digest.AppendUser(editor.User);
            var signature = Packet.ReadAll(writer.Sign(digest))[0].Body.ToArray();
            var certificate = new CertificateEditor(OldRsa.Value).RemoveSignatures(SignatureType.PositiveCertification).InsertAfter(PacketType.UserId, PacketType.Signature, signature);
            Assert.Equal(holds, certificate.Certificate.UserIds.Count == 1);
        }
    }

    /// <summary>A critical notation asks for a reader who knows this very notation; the engine knows none.</summary>
    [Theory]
    [InlineData(20, true, false)]
    [InlineData(20, false, true)]
    [InlineData(101, true, false)]
    [InlineData(101, false, true)]
    [InlineData(6, true, false)]
    public async Task What_is_critical_and_not_known_spoils_a_signature(byte type, bool critical, bool isGood)
    {
        foreach (var key in (SecretKey[])[TestKeys.Alice, TestKeys.Dora])
        {
            byte[] notation = [0x80, 0, 0, 0, 0, 3, 0, 1, .. "a@b"u8, (byte)'c'];
            var signature = Sign(key.SigningKey(DateTimeOffset.UtcNow), HashId.Sha256, DateTimeOffset.UtcNow, w => w.Add((SubpacketType)type, notation, critical));
            Assert.Equal(isGood ? SignatureStatus.Good : SignatureStatus.Unsupported, await StatusAsync(key, signature));
        }
    }

    [Fact]
    public async Task A_one_pass_packet_of_the_other_version_spoils_its_signature_alone()
    {
        var (version3, signature4) = Crafted.Sign(TestKeys.Alice, Text);
        var (version6, signature6) = Crafted.Sign(TestKeys.Dora, Text);
        var options = new VerifyOptions { Certificates = [TestKeys.Alice.Certificate, TestKeys.Dora.Certificate] };
        foreach (var (onePass, signature, isGood) in ((byte[], byte[], bool)[])[(version3, signature4, true), (version6, signature6, true), (version6, signature4, false), (version3, signature6, false)])
        {
            using var verified = await Pgp.VerifyInlineAsync(new MemoryStream([.. onePass, .. Crafted.Literal(Text), .. signature]), options, Token);
            Assert.Equal(isGood, Assert.Single(verified.Signatures).Status == SignatureStatus.Good);
        }
    }

    /// <summary>There is no size of a salt for them (table 23).</summary>
    [Theory]
    [InlineData(HashId.Sha1)]
    [InlineData(HashId.Md5)]
    internal async Task Version_6_never_signs_over_a_weak_hash(HashId hash)
    {
        var signature = Sign(AnyKey.Get("Ed25519", 6).SigningKey(DateTimeOffset.UtcNow), hash, DateTimeOffset.UtcNow);
        var loose = new OpenPgpPolicy { Sha1DocumentsBefore = DateTimeOffset.MaxValue, Md5Before = DateTimeOffset.MaxValue };
        Assert.Equal(SignatureStatus.Bad, await StatusAsync(AnyKey.Get("Ed25519", 6), signature, loose));
    }

    /// <summary>A hash must be as long as the group or curve it is signed with (sections 5.2.3.2 and 5.2.3.3).</summary>
    [Theory]
    [InlineData("P384", HashId.Sha256)]
    [InlineData("P521", HashId.Sha384)]
    [InlineData("BrainpoolP512r1", HashId.Sha384)]
    [InlineData("Ed448", HashId.Sha384)]
    [InlineData("DSA", HashId.Sha224)]
    internal async Task A_hash_too_short_for_its_key_is_not_good(string family, HashId hash)
    {
        var key = AnyKey.Get(family, 4);
        Assert.NotEqual(SignatureStatus.Good, await StatusAsync(key, Sign(key.SigningKey(DateTimeOffset.UtcNow), hash, DateTimeOffset.UtcNow)));
    }

    private static Lazy<SecretKey> OldRsa { get; } = new(() => AnyKey.Make("RSA", 4, new(1996, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    private static byte[] Sign(SecretKeyPacket key, HashId hash, DateTimeOffset created, Action<SignatureWriter>? say = null)
    {
        using var writer = new SignatureWriter(SignatureType.Binary, key, hash, created);
        say?.Invoke(writer);
        using var digest = writer.NewDigest();
        digest.AppendData(Text);
        return writer.Sign(digest);
    }

    private static async Task<SignatureStatus> StatusAsync(SecretKey key, byte[] signature, OpenPgpPolicy? policy = null)
    {
        var options = new VerifyOptions { Certificates = [key.Certificate], Policy = policy ?? OpenPgpPolicy.Default };
        return Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(Text), signature, options, Token)).Status;
    }

    /// <summary>The platform signs over some of the hashes only.</summary>
    private sealed class ManagedRsaSecret(RsaNumbers numbers) : SecretMaterial
    {
        private readonly RsaKey key = RsaKey.Secret(numbers, PrimitiveSet.Managed);

        internal static ManagedRsaSecret Of(SecretKey key)
        {
            var body = Packet.ReadAll(key.ExportUnprotected())[0].Body.Span;
            var reader = new ByteReader(body[6..]);
            var n = Mpi.Read(ref reader);
            var e = Mpi.Read(ref reader);
            _ = reader.ReadByte();
            return new(new(n, e, Mpi.Read(ref reader), Mpi.Read(ref reader), Mpi.Read(ref reader), Mpi.Read(ref reader)));
        }

        internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature)
        {
            var number = new byte[key.Size];
            key.Sign(hash, digest, number);
            Mpi.Write(signature, number);
        }

        internal override void Write(ByteWriter writer) => throw new NotSupportedException();

        public override void Dispose()
        {
            key.Dispose();
            numbers.Dispose();
        }
    }
}
