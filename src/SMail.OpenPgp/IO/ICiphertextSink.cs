namespace SMail.OpenPgp.IO;

/// <summary>Where ciphertext goes as it arrives.</summary>
internal interface ICiphertextSink
{
    /// <summary>How much has come, in bytes.</summary>
    long Length { get; }

    /// <summary>Takes the next piece.</summary>
    void Append(ReadOnlySpan<byte> data);
}
