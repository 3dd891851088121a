using FsCheck;
using FsCheck.Xunit;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

public sealed class WrapTests
{
    [Property(MaxTest = 40)]
    public bool A_wrap_opens_to_the_same_key(NonEmptyString password, uint sigmaVersion, ulong generation, ulong epoch, Guid account)
    {
        var ascii = string.Concat(password.Get.Select(c => (char)(' ' + c % 95)));
        var binding = Samples.Binding with { Account = new AccountId(account) };
        var header = new WrapHeader(binding, sigmaVersion | 1, generation | 1, epoch | 1);
        using var kek = Samples.Key(ascii);
        using var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, header);
        using var opened = kek.Unwrap(SealedRecord.Parse(wrap.Bytes), binding);
        return opened.Secret.Span.SequenceEqual(key.Secret.Span) && WrapHeader.Parse(wrap) == header;
    }

    [Fact]
    public void A_header_is_the_fields_in_their_order()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var bytes = Convert.ToHexStringLower(kek.Wrap(key, Samples.Header).Bytes.Span);
        Assert.StartsWith("01" + "00000082" + "00000001" + "01" + "0000000d" + "01" + "00010000" + "00000003" + "00000001"
            + "00000010" + "000102030405060708090a0b0c0d0e0f" + "00000004" + "00000001" + "00000008" + "0000000000000002"
            + "00000010" + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff" + "00000008" + "0000000000000003"
            + "00000020" + Convert.ToHexStringLower(kek.Commitment.Span), bytes, StringComparison.Ordinal);
        Assert.Equal(2 * (1 + 4 + 0x82 + 12 + 32 + 16), bytes.Length);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, Samples.Header);
        for (var bit = 0; bit < wrap.Bytes.Length * 8; bit++)
        {
            var at = bit;
            Assert.True(Samples.ErrorOf(() => kek.Unwrap(Samples.Flip(wrap, at), Samples.Binding))
                is SMailError.KeysDamaged or SMailError.InvalidRequest, $"bit {bit}");
        }
    }

    [Fact]
    public void Another_password_or_share_is_refused()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, Samples.Header);
        using var otherPassword = Samples.Key("TEST");
        using var otherSigma = Samples.Key(sigma: new byte[32]);
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => otherPassword.Unwrap(wrap, Samples.Binding)));
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => otherSigma.Unwrap(wrap, Samples.Binding)));
    }

    [Fact]
    public void Another_account_salt_cost_or_protocol_is_refused()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, Samples.Header);
        foreach (var other in new[]
        {
            Samples.Binding with { Account = default }, Samples.Binding with { AccountSalt = new byte[16] },
            Samples.Binding with { Parameters = KdfParameters.Sensitive }, Samples.Binding with { Protocol = LoginProtocol.Opaque },
        })
            Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => kek.Unwrap(wrap, other)));
    }

    [Fact]
    public void The_commitment_comes_before_anything_else()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var header = Samples.Header.Write(new byte[32]);
        var forged = SealedRecord.Seal(kek.Key, header, key.Secret.Span);
        Assert.Contains("another password", Assert.Throws<SMailException>(() => kek.Unwrap(forged, Samples.Binding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_no_wrap_or_holds_no_key_is_refused()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        var record = key.SealRecord(RecordPurpose.Records, new RecordHeader(Samples.Account, "pin", Guid.Empty, 1), new byte[32]);
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => kek.Unwrap(record, Samples.Binding)));
        var tooShort = SealedRecord.Seal(kek.Key, Samples.Header.Write(kek.Commitment.Span), new byte[31]);
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => kek.Unwrap(tooShort, Samples.Binding)));
    }

    [Fact]
    public void A_malformed_header_is_not_written()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        foreach (var header in new[]
        {
            Samples.Header with { Epoch = 0 }, Samples.Header with { Generation = 0 }, Samples.Header with { SigmaVersion = 0 },
            Samples.Header with { Binding = Samples.Binding with { AccountSalt = new byte[15] } },
            Samples.Header with { Binding = Samples.Binding with { Protocol = (LoginProtocol)257 } },
        })
            Assert.Throws<ArgumentException>(() => kek.Wrap(key, header));
    }
}
