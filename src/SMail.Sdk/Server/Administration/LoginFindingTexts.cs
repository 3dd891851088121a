using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Server;

/// <summary>The sentences of a diagnosis, one resource per language, keyed by code. A language more is a file more.</summary>
internal static class LoginFindingTexts
{
    private const string Default = "en";
    private const string Prefix = "LoginFinding.";
    private static readonly Dictionary<string, Dictionary<LoginFindingCode, string>> Texts = Load();

    public static IEnumerable<string> Languages => Texts.Keys;

    public static string Get(LoginFindingCode code, CultureInfo culture) =>
        (Texts.GetValueOrDefault(culture.TwoLetterISOLanguageName) ?? Texts[Default])[code];

    private static Dictionary<string, Dictionary<LoginFindingCode, string>> Load()
    {
        var assembly = typeof(LoginFindingTexts).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]), Read, StringComparer.Ordinal);

        Dictionary<LoginFindingCode, string> Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize(stream, TextJson.Default.DictionaryLoginFindingCodeString)!;
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<LoginFindingCode, string>))]
internal sealed partial class TextJson : JsonSerializerContext;
