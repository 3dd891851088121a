namespace SMail.Interop.Tests;

/// <summary>What is asserted in more than one place.</summary>
internal static class Check
{
    /// <summary>Byte for byte, without printing megabytes.</summary>
    internal static void Same(byte[] expected, byte[] actual)
    {
        if (expected.Length < 10_000)
            Assert.Equal(expected, actual);
        else
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{actual.Length} other bytes.");
    }

    internal static byte[] IsIn(Form form, byte[] message)
    {
        Assert.Equal(form == Form.Armored, message.AsSpan().StartsWith("-----BEGIN PGP "u8));
        return message;
    }
}
