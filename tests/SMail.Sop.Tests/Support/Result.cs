namespace SMail.Sop.Tests.Support;

/// <summary>What one run of the console left behind.</summary>
internal sealed record Result(int Code, byte[] Output, string Error)
{
    internal string Text => Encoding.UTF8.GetString(Output);

    internal Result Succeeds()
    {
        Assert.True(Code == 0, $"{Code}: {Error}");
        return this;
    }

    /// <summary>Failed with this code, said why, and wrote nothing.</summary>
    internal void Fails(int code)
    {
        Assert.True(Code == code, $"{code} was expected, not {Code}: {Error}");
        Assert.StartsWith("sop: ", Error, StringComparison.Ordinal);
        Assert.Empty(Output);
    }
}
