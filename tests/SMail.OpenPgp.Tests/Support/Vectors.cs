namespace SMail.OpenPgp.Tests.Support;

/// <summary>Files embedded in the test assembly, by their names.</summary>
internal static class Vectors
{
    internal static byte[] Read(string name)
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
