using System.Text.Json;
using System.Text.Json.Serialization;
using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>An envelope beside a message, in the words of <see cref="PickupDirectoryTransport"/>.</summary>
/// <param name="From">The sender; null or empty for none.</param>
/// <param name="To">The recipients.</param>
internal sealed record PickedEnvelope(string? From, IReadOnlyList<string>? To)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxRecipients = 10_000;

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says why.</exception>
    public static async Task<PickedEnvelope> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is var file && (!PickupFiles.IsPlain(file) || file.Length > MaxBytes))
            throw new InvalidDataException($"There is no envelope, or it is no file of at most {MaxBytes} bytes.");
        try
        {
            var stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                var read = await JsonSerializer.DeserializeAsync(stream, PickedJson.Default.PickedEnvelope, cancellationToken).ConfigureAwait(false);
                return read?.To is { Count: > 0 and <= MaxRecipients } to && !to.Contains(null!) ? read : throw new InvalidDataException("The envelope names no recipients, or too many.");
            }
        }
        catch (JsonException)
        {
            throw new InvalidDataException("""The envelope is not JSON as in {"from": "ann@out.example", "to": ["bob@in.example"]}.""");
        }
    }

    /// <summary>Writes it in the place of the one that was there.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var next = path + ".next";
        await File.WriteAllBytesAsync(next, JsonSerializer.SerializeToUtf8Bytes(this, PickedJson.Default.PickedEnvelope), cancellationToken).ConfigureAwait(false);
        File.Move(next, path, overwrite: true);
    }

    /// <summary>For an inbox.</summary>
    public InboundEnvelope For(bool isTrusted) => new(string.IsNullOrEmpty(From) ? null : From, To!) { IsTrusted = isTrusted };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PickedEnvelope))]
internal sealed partial class PickedJson : JsonSerializerContext;
