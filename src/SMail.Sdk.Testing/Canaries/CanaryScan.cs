namespace SMail.Sdk.Testing.Canaries;

/// <summary>Reads what a provider persisted, whatever its files are called: database, log, shared memory, spool.</summary>
public static class CanaryScan
{
    /// <summary>Every file in a folder and below it, and the name of each.</summary>
    /// <remarks>
    /// A store may be open, so that what is only in its log is seen too. Closing a file gives up the locks this process has on it
    /// (POSIX), so no other process may use the store meanwhile.
    /// </remarks>
    /// <param name="folder">The folder; one that is not there has no files.</param>
    public static IReadOnlyList<Recorded> Files(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var all = new List<Recorded>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var name = Path.GetRelativePath(folder, path);
            all.Add(new Recorded($"the name of {name}", System.Text.Encoding.UTF8.GetBytes(name)));
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            all.Add(new Recorded(name, copy.ToArray()));
        }
        return all;
    }
}
