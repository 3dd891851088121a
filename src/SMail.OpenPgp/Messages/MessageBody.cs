using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Walks through a decrypted message to its literal data, reads it as a stream, and then walks out again
/// (RFC 9580, section 10.3): signatures around it, at most a few layers of compression, nothing else.</summary>
internal sealed class MessageBody : ReadOnlyStream
{
    private const int MaxLayers = 4;
    private const int MaxSignatures = 32;
    private const int MaxSignatureBytes = 256 * 1024;
    private const int LiteralDateSize = 4;

    private readonly Stack<Layer> layers = [];

    private readonly InflationBudget budget;
    private readonly VerifyOptions? verify;

    private MessageBody(Stream source, InflationBudget budget, VerifyOptions? verify)
    {
        (this.budget, this.verify) = (budget, verify);
        layers.Push(new(source));
    }

    /// <summary>The signatures in the order in which they begin.</summary>
    internal List<MessageSignature> Signatures { get; } = [];

    /// <summary>Adds document data to the hashes of all signatures.</summary>
    internal void Append(ReadOnlySpan<byte> data)
    {
        foreach (var signature in Signatures)
            signature.Append(data);
    }

    /// <summary>Reads up to the literal data. Where nobody verifies, nothing is hashed.</summary>
    internal static MessageBody Open(Stream decrypted, InflationBudget budget, VerifyOptions? verify)
    {
        var body = new MessageBody(decrypted, budget, verify);
        try
        {
            while (!body.Enter())
            {
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer) => layers.Peek().Reader.Read(buffer);

    /// <summary>Reads what stands behind the literal data, which must have been read to its end.</summary>
    internal void Finish()
    {
        while (true)
        {
            var layer = layers.Pop();
            for (var i = layer.Announced.Count - 1; i >= 0; i--)
            {
                if (layer.NextOrNull() != PacketType.Signature)
                    throw Errors.Malformed("A signature that was announced is missing.");
                layer.Announced[i].Complete(layer.Reader.ReadRest(MaxSignatureBytes));
            }
            if (layer.NextOrNull() is not null)
                throw Errors.Malformed("A message holds more than one message.");
            layer.Dispose();
            if (layers.Count == 0)
                return;
            layers.Peek().Reader.Skip();
        }
    }

    /// <summary>Takes one packet; true when it is the literal data.</summary>
    private bool Enter()
    {
        var layer = layers.Peek();
        switch (layer.NextOrNull())
        {
            case PacketType.OnePassSignature:
                var announced = Add(MessageSignature.FromOnePass(layer.Reader.ReadRest(MaxSignatureBytes), verify));
                layer.Announced.Add(announced);
                return false;
            case PacketType.Signature:
                Add(MessageSignature.FromPrefix(layer.Reader.ReadRest(MaxSignatureBytes), verify));
                return false;
            case PacketType.CompressedData:
                if (layers.Count == MaxLayers)
                    throw Errors.Limit($"More than {MaxLayers - 1} layers of compression.");
                layers.Push(new(InflatingStream.Open(ReadByte(layer.Reader), layer.Reader.AsStream(), budget)));
                return false;
            case PacketType.LiteralData:
                ReadLiteralStart(layer.Reader);
                return true;
            default:
                throw Errors.Malformed("A message holds no literal data where it should.");
        }
    }

    private MessageSignature Add(MessageSignature signature)
    {
        Signatures.Add(signature);
        return Signatures.Count <= MaxSignatures ? signature : throw Errors.Limit($"More than {MaxSignatures} signatures.");
    }

    /// <summary>File name and date are not signed, so they are not handed on (section 5.9).</summary>
    private static void ReadLiteralStart(PacketStreamReader reader)
    {
        if (ReadByte(reader) is not ((byte)'b' or (byte)'u' or (byte)'t'))
            throw Errors.Malformed("Literal data has a format that is not defined.");
        Span<byte> name = stackalloc byte[ReadByte(reader)];
        reader.ReadExactly(name);
        Span<byte> date = stackalloc byte[LiteralDateSize];
        reader.ReadExactly(date);
    }

    private static byte ReadByte(PacketStreamReader reader)
    {
        Span<byte> single = stackalloc byte[1];
        reader.ReadExactly(single);
        return single[0];
    }

    protected override void Dispose(bool disposing)
    {
        Signatures.ForEach(s => s.Dispose());
        while (layers.TryPop(out var layer))
            layer.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A packet sequence: the message itself, or what a compressed packet in it holds.</summary>
    private sealed class Layer(Stream source) : IDisposable
    {
        internal PacketStreamReader Reader { get; } = new(source);

        /// <summary>The signatures whose packets must follow in this same sequence.</summary>
        internal List<MessageSignature> Announced { get; } = [];

        internal PacketType? NextOrNull()
        {
            while (true)
            {
                var type = Reader.Next();
                if (type is null || !type.Value.IsIgnorable())
                    return type;
                Reader.Skip();
            }
        }

        public void Dispose() => source.Dispose();
    }
}
