using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>Every value a store is ever given, by name, read from the types themselves.</summary>
internal static class StoredFields
{
    /// <summary>What stands around the values of rows: keys, places, versions, addresses, blobs.</summary>
    private static readonly Type[] Contracts =
        [typeof(RowKey), typeof(Row), typeof(StoredRow), typeof(PartitionCommit), typeof(DirectoryRow), typeof(BlobInfo), typeof(BlobReference), typeof(SealedChunk)];

    /// <summary>What is made of other fields of this list.</summary>
    private static readonly string[] Composed = ["Row.Key", "Row.Value", "StoredRow.Row", "PartitionCommit.Writes"];

    /// <summary>The records a row's value may be, each named for its kind; what is sealed within a row is no row.</summary>
    public static IReadOnlyList<Type> RowTypes { get; } =
    [
        .. typeof(RowJson).GetCustomAttributesData().Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
            .Select(data => (Type)data.ConstructorArguments[0].Value!).Where(type => type.Name.EndsWith("Row", StringComparison.Ordinal)),
    ];

    public static IEnumerable<string> All => RowTypes.SelectMany(type => Of(RowJson.Default, type, type.Name))
        .Concat(Contracts.SelectMany(type => Properties(type, type.Name))).Except(Composed);

    /// <summary>The fields of one type as it is serialised, down to what has no parts.</summary>
    public static IEnumerable<string> Of(JsonSerializerContext context, Type type, string path)
    {
        // What may be null has no parts of its own in the metadata, but those of what it is else.
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(SealedRecord))
            return EnvelopeOf(path);
        var info = context.GetTypeInfo(type);
        return info?.Kind switch
        {
            JsonTypeInfoKind.Object => info.Properties.SelectMany(property => Of(context, property.PropertyType, $"{path}.{property.Name}")),
            JsonTypeInfoKind.Enumerable => Of(context, info.ElementType!, $"{path}[]"),
            JsonTypeInfoKind.Dictionary => [$"{path}.keys", .. Of(context, info.ElementType!, $"{path}[]")],
            _ => [path],
        };
    }

    // What an envelope shows in the open, and what it hides.
    private static IEnumerable<string> EnvelopeOf(string path)
    {
        var header = path switch
        {
            _ when path.EndsWith("recovery.wrappedAccountKey", StringComparison.Ordinal) => Properties(typeof(RecoveryHeader), "header").Append("header.Commitment"),
            _ when path.EndsWith("wrappedAccountKey", StringComparison.Ordinal) =>
                Properties(typeof(WrapHeader), "header").Concat(Properties(typeof(WrapBinding), "header.Binding")).Append("header.Commitment").Except(["header.Binding"]),
            _ => Properties(typeof(RecordHeader), "header"),
        };
        return header.Concat(["nonce", "ciphertext", "tag"]).Select(name => $"{path}/{name}");
    }

    private static IEnumerable<string> Properties(Type type, string path) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{path}.{property.Name}");
}
