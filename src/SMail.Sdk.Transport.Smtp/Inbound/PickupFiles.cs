namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>The files of a pickup folder, and how they move.</summary>
/// <remarks>
/// A message is first moved to a folder that is ours alone, and looked at there: a link in its place is then found, and whoever put it can't change it any more.
/// A move takes a link as it is and never what it points to.
/// </remarks>
internal sealed class PickupFiles(string folder)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Mail = ".eml";
    private static readonly EnumerationOptions Flat = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
    private readonly string root = Path.GetFullPath(folder);

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="IOException">A link stands where a folder should.</exception>
    public void Prepare()
    {
        foreach (var path in new[] { root, At("tmp"), At("envelopes"), At("new"), At("work"), At("failed") })
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, Private);
            if (path != root && new DirectoryInfo(path).LinkTarget is not null)
                throw new IOException($"'{path}' is a link; a pickup folder has folders of its own.");
        }
    }

    /// <summary>Moves what is new to our own folder, envelopes first, and names all that is there, oldest name first.</summary>
    public IReadOnlyList<string> Claim()
    {
        foreach (var file in new DirectoryInfo(At("new")).GetFiles("*" + Mail, Flat))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            // Another of this name waits or was refused: it stays where it is until that is out of the way.
            if (File.Exists(Message(name)) || File.Exists(At("failed", name + Mail)))
                continue;
            if (new FileInfo(At("envelopes", name + ".json")) is { Exists: true } envelope)
                envelope.MoveTo(Envelope(name), overwrite: true);
            file.MoveTo(Message(name), overwrite: true);
        }

        return [.. new DirectoryInfo(At("work")).GetFiles("*" + Mail, Flat).Select(file => Path.GetFileNameWithoutExtension(file.Name)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Where a message that was claimed is.</summary>
    public string Message(string name) => At("work", name + Mail);

    /// <summary>Where its envelope is.</summary>
    public string Envelope(string name) => At("work", name + ".json");

    /// <summary>Whether it is a file that holds something, and neither a link nor anything else. Pipes and devices, on which opening may wait for ever, are empty.</summary>
    public static bool IsPlain(FileInfo file) => file is { Exists: true, LinkTarget: null, Length: > 0 } && (file.Attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0;

    /// <summary>Notes why mail for somebody is refused.</summary>
    public Task NoteAsync(string name, string reason, CancellationToken cancellationToken) => File.AppendAllTextAsync(Note(name), reason + "\n", cancellationToken);

    /// <summary>Takes a message that is done with away: to the failed ones where something was noted.</summary>
    public void Finish(string name)
    {
        if (File.Exists(Note(name)))
            File.Move(Message(name), At("failed", name + Mail), overwrite: true);
        else
            File.Delete(Message(name));
        File.Delete(Envelope(name));
    }

    private string Note(string name) => At("failed", name + ".txt");

    private string At(params ReadOnlySpan<string> parts) => Path.Combine([root, .. parts]);
}
