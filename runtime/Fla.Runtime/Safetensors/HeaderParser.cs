using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Fla.Safetensors;

/// <summary>Reads the JSON header of a file. Nothing in it is trusted; memory stays within a small multiple of its length.</summary>
internal ref struct HeaderParser
{
    /// <summary>More axes than any tensor has; a longer list is an attack or an accident.</summary>
    private const int MaxRank = 32;

    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
    private Dictionary<string, string>? metadata;
    private Utf8JsonReader json;

    private HeaderParser(ReadOnlySpan<byte> text) => json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 4 });

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            throw new SafetensorsException("the header is not UTF-8");
        if (text.IsEmpty || text[0] != (byte)'{')
            throw new SafetensorsException("the header is not a JSON object");
        try
        {
            return new HeaderParser(text).Parse();
        }
        catch (JsonException e)
        {
            throw new SafetensorsException($"the header is not valid JSON (near byte {e.BytePositionInLine ?? 0})", e);
        }
        catch (InvalidOperationException e)
        {
            throw new SafetensorsException("the header has a string that is not Unicode text", e);
        }
    }

    private SafetensorsHeader Parse()
    {
        json.Read();
        while (NextName() is { } name)
        {
            if (name == MetadataKey)
                ReadMetadata();
            else if (!entries.TryAdd(name, ReadEntry(name)))
                throw new SafetensorsException($"tensor {Printable.Quote(name)} is there twice");
        }

        json.Read();
        return new SafetensorsHeader(entries, metadata ?? []);
    }

    private void ReadMetadata()
    {
        if (metadata is not null)
            throw new SafetensorsException($"{MetadataKey} is there twice");
        metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, MetadataKey, "an object");
        while (NextName() is { } key)
        {
            Expect(JsonTokenType.String, MetadataKey, "text values");
            if (!metadata.TryAdd(key, json.GetString()!))
                throw new SafetensorsException($"{MetadataKey} has {Printable.Quote(key)} twice");
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        SafetensorsDtype? dtype = null;
        ImmutableArray<long>? shape = null, offsets = null;
        Expect(JsonTokenType.StartObject, name, "an object");
        while (NextName() is { } field)
        {
            bool repeated = field switch
            {
                "dtype" => dtype is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw new SafetensorsException($"tensor {Printable.Quote(name)} has an unknown field {Printable.Quote(field)}"),
            };
            if (repeated)
                throw new SafetensorsException($"tensor {Printable.Quote(name)} has {field} twice");
            if (field == "dtype")
                dtype = ReadDtype(name);
            else if (field == "shape")
                shape = ReadIntegers(name, field, MaxRank);
            else
                offsets = ReadIntegers(name, field, 2);
        }

        if (dtype is null || shape is null || offsets is not [long begin, long end])
            throw new SafetensorsException($"tensor {Printable.Quote(name)} needs dtype, shape and two data_offsets");
        return EntryCheck.Create(name, dtype.Value, shape.Value, begin, end);
    }

    private SafetensorsDtype ReadDtype(string name)
    {
        Expect(JsonTokenType.String, name, "a text as dtype");
        return DtypeTable.Find(ref json)
            ?? throw new SafetensorsException($"tensor {Printable.Quote(name)} has the unknown dtype {Printable.Quote(json.GetString()!)}");
    }

    private ImmutableArray<long> ReadIntegers(string name, string field, int most)
    {
        Expect(JsonTokenType.StartArray, name, $"a list as {field}");
        var values = ImmutableArray.CreateBuilder<long>(2);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long value) || value < 0)
                throw new SafetensorsException($"tensor {Printable.Quote(name)}: {field} must hold integers from 0 to 2^63 − 1");
            if (values.Count == most)
                throw new SafetensorsException($"tensor {Printable.Quote(name)}: {field} has more than {most} numbers");
            values.Add(value);
        }

        return values.ToImmutable();
    }

    private string? NextName()
    {
        json.Read();
        return json.TokenType == JsonTokenType.EndObject ? null : json.GetString();
    }

    private void Expect(JsonTokenType type, string owner, string what)
    {
        json.Read();
        if (json.TokenType != type)
            throw new SafetensorsException($"{Printable.Quote(owner)} must have {what}");
    }
}
