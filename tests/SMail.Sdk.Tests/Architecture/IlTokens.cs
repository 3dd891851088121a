using System.Buffers.Binary;
using System.Reflection.Emit;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>Walks through the instructions of a method body and gives back the metadata tokens they name.</summary>
internal static class IlTokens
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Where(field => field.FieldType == typeof(OpCode))
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<int> Of(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? BinaryPrimitives.ReadInt16BigEndian(il.AsSpan(at)) : (short)il[at];
            var code = Codes[value];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at));
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
