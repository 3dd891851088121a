using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SMail.Sdk.Server;

namespace SMail.Sdk.Transport;

/// <summary>Writes each message to a folder as a file of RFC 5322 bytes, maildir fashion: under <c>tmp</c> until it is whole, then moved to <c>new</c>.</summary>
/// <remarks>
/// The envelope is beside it in <c>envelopes</c>, as JSON of the same name, and is there before the message is.
/// The folder is the destination: what is in it is open.
/// </remarks>
public sealed class PickupDirectoryTransport : IMailTransport
{
    private readonly string folder;
    private readonly TimeProvider clock;

    /// <summary>Names the folder; it is made when it is missing.</summary>
    public PickupDirectoryTransport(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        this.folder = Path.GetFullPath(folder);
        this.clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(message);
        foreach (var name in new[] { "tmp", "new", "envelopes" })
            Directory.CreateDirectory(Path.Combine(folder, name));

        var unique = $"{clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}.{Id.Generate<RequestId>()}";
        var temporary = Path.Combine(folder, "tmp", unique);
        try
        {
            await WriteAsync(temporary, message, cancellationToken).ConfigureAwait(false);
            var json = JsonSerializer.SerializeToUtf8Bytes(
                new PickupEnvelope(envelope.Sender.ToString(), [.. envelope.Recipients.Select(r => r.ToString())]), PickupJson.Default.PickupEnvelope);
            var description = Create(Path.Combine(folder, "envelopes", unique + ".json"));
            await using (description.ConfigureAwait(false))
                await description.WriteAsync(json, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, Path.Combine(folder, "new", unique + ".eml"));
        }
        catch
        {
            File.Delete(temporary);
            File.Delete(Path.Combine(folder, "envelopes", unique + ".json"));
            throw;
        }

        return [.. envelope.Recipients.Select(_ => new TransportResult(TransportStatus.Accepted))];
    }

    private static async Task WriteAsync(string path, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken)
    {
        var file = Create(path);
        await using (file.ConfigureAwait(false))
        {
            await foreach (var piece in message.WithCancellation(cancellationToken).ConfigureAwait(false))
                await file.WriteAsync(piece.Bytes, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}

internal sealed record PickupEnvelope(string From, string[] To);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PickupEnvelope))]
internal sealed partial class PickupJson : JsonSerializerContext;
