using System.Text.Json;

namespace SMail.Sdk.Server;

/// <summary>How the records of the door serialise, for whoever carries them over a wire.</summary>
public static class DoorContract
{
    /// <summary>Reads and writes every request and answer: camel case, enums by name, bytes as base64; null where none may be is refused.</summary>
    public static JsonSerializerOptions Json => DoorJson.Default.Options;
}
