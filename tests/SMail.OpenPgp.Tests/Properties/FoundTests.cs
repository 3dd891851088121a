using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>What the properties found, kept as cases.</summary>
public sealed class FoundTests
{
    /// <summary>A byte order mark of which only the first octet had come was taken for a packet.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_byte_order_mark_before_armor_may_come_in_pieces(int size)
    {
        using var armored = new MemoryStream();
        armored.Write(System.Text.Encoding.UTF8.Preamble);
        await Pgp.EncryptAsync(new MemoryStream([1, 2, 3]), armored, new() { Recipients = [TestKeys.Dora.Certificate], Armor = true }, TestContext.Current.CancellationToken);
        var options = new DecryptOptions { Keys = [TestKeys.Dora] };
        Assert.Equal([1, 2, 3], (await Reading.DecryptAsync(new TrickleStream(armored.ToArray(), size), options)).Content);
        Assert.Equal([1, 2, 3], (await Reading.StreamAsync(new TrickleStream(armored.ToArray(), size), options)).Content);
    }

    [Theory]
    [InlineData("EF")]
    [InlineData("EFBB")]
    public async Task A_part_of_a_byte_order_mark_is_no_armor(string hex)
    {
        using var binary = new MemoryStream();
        await Pgp.DearmorAsync(new TrickleStream(Convert.FromHexString(hex), 1), binary, TestContext.Current.CancellationToken);
        Assert.Equal(Convert.FromHexString(hex), binary.ToArray());
    }
}
