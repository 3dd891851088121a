namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>Real mail, where it is at hand.</summary>
public static class Corpus
{
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SMAIL_CORPUS") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var corpus = Path.Combine(folder.FullName, "shared", "corpus");
            if (Directory.Exists(corpus))
                return corpus;
        }

        return null;
    }

    /// <summary>With CR LF at the end of each line, and no CR or LF elsewhere.</summary>
    public static byte[] WithLineEnds(byte[] bytes)
    {
        var text = System.Text.Encoding.Latin1.GetString(bytes).ReplaceLineEndings("\n");
        text = text.Replace("\r", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetBytes(text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n");
    }
}
