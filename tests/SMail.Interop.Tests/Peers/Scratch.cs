namespace SMail.Interop.Tests.Peers;

/// <summary>A folder for one call.</summary>
internal sealed class Scratch : IDisposable
{
    private int count;

    // Short, since the socket of GnuPG's agent lies in it.
    internal string Folder { get; } = Directory.CreateTempSubdirectory("i").FullName;

    /// <summary>A path that is not taken.</summary>
    internal string NewPath() => Path.Combine(Folder, $"file-{count++}");

    internal string Put(params ReadOnlySpan<byte[]> parts)
    {
        var path = NewPath();
        using var file = File.Create(path);
        foreach (var part in parts)
            file.Write(part);
        return path;
    }

    internal string Put(string text) => Put([Encoding.UTF8.GetBytes(text)]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
