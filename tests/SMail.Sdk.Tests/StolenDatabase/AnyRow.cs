using System.Text.Json.Serialization;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>A row that no list knows, for the control.</summary>
internal sealed record AnyRow(string Added, AnyPart Inner, IReadOnlyList<AnyPart> Many, SealedRecord Record);

internal sealed record AnyPart(int Deep);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnyRow))]
internal sealed partial class AnyJson : JsonSerializerContext;
