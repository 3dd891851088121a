using System.Text.Json.Serialization.Metadata;

namespace SMail.Sdk.Server;

/// <summary>How the records of the door serialise, for whoever carries them over a wire.</summary>
public static class DoorContract
{
    /// <summary>Type information of every request and answer: camel case, enums by name, bytes as base64.</summary>
    public static IJsonTypeInfoResolver TypeInfo => DoorJson.Default;
}
