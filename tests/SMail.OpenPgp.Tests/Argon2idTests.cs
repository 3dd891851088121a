using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;

namespace SMail.OpenPgp.Tests;

public sealed class Argon2idTests
{
    private static readonly byte[] Salt = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    /// <summary>RFC 9106, section 5.3: four lanes, a secret and associated data.</summary>
    [Fact]
    public void Example_of_RFC_9106_section_5_3()
    {
        var tag = new byte[32];
        Argon2id.DeriveManaged(Filled(32, 1), Filled(16, 2), Filled(8, 3), Filled(12, 4), memoryKiB: 32, passes: 3, lanes: 4, tag);
        Assert.Equal("0D640DF58D78766C08C037A34A8B53C9D01EF0452D75B65EB52520E96B01E659", Convert.ToHexString(tag));
    }

    [Fact]
    public void The_native_library_is_there() => Assert.True(Argon2id.IsNativeAvailable);

    [Property(MaxTest = 60)]
    public bool Both_implementations_agree(byte[] password, Guid salt, byte memory, byte passes, byte length)
    {
        Span<byte> native = new byte[16 + length];
        Span<byte> managed = new byte[16 + length];
        var (kib, rounds) = (8 + memory % 64, 1 + passes % 4);
        Argon2id.Derive(password, salt.ToByteArray(), kib, rounds, native, native: true);
        Argon2id.Derive(password, salt.ToByteArray(), kib, rounds, managed, native: false);
        return native.SequenceEqual(managed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    public void Both_agree_at_a_real_cost_and_any_password_length(int length)
    {
        var password = RandomNumberGenerator.GetBytes(length);
        Assert.Equal(Derive(password, 19 * 1024, 2, native: true), Derive(password, 19 * 1024, 2, native: false));
    }

    [Fact]
    public void Every_input_changes_the_output()
    {
        var password = Encoding.UTF8.GetBytes("test");
        string[] outputs =
        [
            Derive(password, 64, 2, true), Derive(Encoding.UTF8.GetBytes("TEST"), 64, 2, true), Derive([], 64, 2, true),
            Derive(password, 65, 2, true), Derive(password, 64, 3, true), Derive(password, 64, 2, true, salt: Filled(16, 9)),
        ];
        Assert.Equal(outputs.Length, outputs.Distinct().Count());
    }

    [Theory]
    [InlineData(15, 64, 1, 32)]
    [InlineData(17, 64, 1, 32)]
    [InlineData(16, 7, 1, 32)]
    [InlineData(16, -1, 1, 32)]
    [InlineData(16, int.MaxValue, 1, 32)]
    [InlineData(16, 64, 0, 32)]
    [InlineData(16, 64, 1, 15)]
    public void What_is_out_of_bounds_is_refused(int salt, int memory, int passes, int output) =>
        Assert.ThrowsAny<ArgumentException>(() => Argon2id.Derive([1], new byte[salt], memory, passes, new byte[output]));

    private static string Derive(byte[] password, int memory, int passes, bool native, byte[]? salt = null)
    {
        var output = new byte[32];
        Argon2id.Derive(password, salt ?? Salt, memory, passes, output, native);
        return Convert.ToHexString(output);
    }

    private static byte[] Filled(int length, byte value) => Enumerable.Repeat(value, length).ToArray();
}
