using FsCheck.Xunit;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Tests.Packets;

public sealed class MpiTests
{
    /// <summary>RFC 9580, sections 3.2 and 11.3.1.</summary>
    [Theory]
    [InlineData("0000", "")]
    [InlineData("000101", "01")]
    [InlineData("000901FF", "01FF")]
    [InlineData("001A02EE1900", "0002EE1900")]
    public void The_examples_of_the_standard_are_written(string encoded, string value)
    {
        using var writer = new ByteWriter();
        Mpi.Write(writer, Convert.FromHexString(value));
        Assert.Equal(encoded, Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("000201")]
    [InlineData("000802")]
    [InlineData("00090001")]
    [InlineData("000103")]
    [InlineData("0010FF")]
    public void A_count_that_does_not_fit_is_refused(string encoded) =>
        Assert.Throws<OpenPgpException>(() =>
        {
            var reader = new ByteReader(Convert.FromHexString(encoded));
            Mpi.Read(ref reader);
        });

    [Property]
    public void Any_octet_string_comes_back_at_its_length(byte[] value)
    {
        using var writer = new ByteWriter();
        Mpi.Write(writer, value);
        var reader = new ByteReader(writer.Written);
        var back = new byte[value.Length];
        Mpi.ToFixed(Mpi.Read(ref reader), back);
        reader.End();
        Assert.Equal(value, back);
    }
}
