namespace SMail.Sdk.Tests;

/// <summary>Data files that are not in the repository: in <c>SMAIL_VECTORS</c> and <c>SMAIL_CORPUS</c>, or in a folder <c>shared</c> beside the repository.</summary>
internal static class TestData
{
    /// <summary>A file of published vectors; the test is skipped by name where it is absent.</summary>
    public static string Vectors(string path) => Find("SMAIL_VECTORS", "vectors", path);

    /// <summary>The folder of sample mails; the test is skipped by name where it is absent.</summary>
    public static string Corpus() => Find("SMAIL_CORPUS", "corpus", ".");

    private static string Find(string variable, string folder, string path)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root)
            return Path.Exists(Path.Combine(root, path)) ? Path.Combine(root, path) : Skip();
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", folder, path);
            if (Path.Exists(candidate))
                return candidate;
        }
        return Skip();

        string Skip()
        {
            Assert.Skip($"{folder}/{path} is neither in {variable} nor in a folder 'shared' beside the repository.");
            return "";
        }
    }
}
