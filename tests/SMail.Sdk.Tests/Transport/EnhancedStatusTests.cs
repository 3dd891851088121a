using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Transport;

public sealed class EnhancedStatusTests
{
    [Theory]
    [InlineData("2.0.0", 2, 0, 0)]
    [InlineData("5.1.1", 5, 1, 1)]
    [InlineData("4.7.999", 4, 7, 999)]
    public void A_code_reads_and_writes(string text, int @class, int subject, int detail)
    {
        Assert.True(EnhancedStatus.TryParse(text, out var code));
        Assert.Equal(new EnhancedStatus(@class, subject, detail), code);
        Assert.Equal(text, code.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5.1")]
    [InlineData("5.1.1.1")]
    [InlineData("3.1.1")]
    [InlineData("51.1.1")]
    [InlineData("5.1.1000")]
    [InlineData("5.+1.1")]
    [InlineData("5. 1.1")]
    [InlineData("5..11")]
    [InlineData("5.1.\u0661")]
    public void What_is_no_code_is_not_read(string? text) => Assert.False(EnhancedStatus.TryParse(text, out _));
}
