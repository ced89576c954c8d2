namespace Fla.Cuda;

/// <summary>Statements of a function; inline assembly is read like everything else.</summary>
internal static class PtxBodyParser
{
    public static PtxBlock Block(PtxCursor cursor)
    {
        int line = cursor.Current.Line;
        cursor.Expect('{');
        List<PtxStatement> statements = [];
        while (!cursor.TryTake('}'))
            statements.Add(Statement(cursor));
        return new(line, [.. statements]);
    }

    private static PtxStatement Statement(PtxCursor cursor)
    {
        if (cursor.Current.Is('{'))
            return Block(cursor);
        if (cursor.Current.IsDirective)
            return Directive(cursor);
        return cursor.Current.IsWord && cursor.Following.Is(':') ? Label(cursor) : Instruction(cursor);
    }

    private static PtxLabel Label(PtxCursor cursor)
    {
        PtxToken name = cursor.Take();
        cursor.Expect(':');
        return new(name.Line, name.Text);
    }

    private static PtxStatement Directive(PtxCursor cursor)
    {
        int line = cursor.Current.Line;
        switch (cursor.Current.Text)
        {
            case ".reg":
                return PtxDeclarations.Registers(cursor);
            case ".pragma":
                cursor.Take();
                if (cursor.Current.Kind != PtxTokenKind.Text)
                    throw cursor.Refuse("expected a string");
                return Ended(cursor, new PtxPragma(line, cursor.Take().Text));
            case ".branchtargets":
                cursor.Take();
                List<string> labels = [cursor.Name()];
                while (cursor.TryTake(','))
                    labels.Add(cursor.Name());
                return Ended(cursor, new PtxBranchTargets(line, [.. labels]));
            default:
                return Ended(cursor, PtxDeclarations.Variable(cursor));
        }
    }

    private static PtxInstruction Instruction(PtxCursor cursor)
    {
        int line = cursor.Current.Line;
        PtxOperand? predicate = cursor.TryTake('@') ? Operand(cursor) : null;
        string opcode = cursor.Word("an instruction");
        if (!char.IsAsciiLetter(opcode[0]))
            throw cursor.Refuse("expected an instruction");
        PtxOperand[] operands = cursor.Current.Is(';') ? [] : Operands(cursor);
        return Ended(cursor, new PtxInstruction(line, predicate, opcode, operands));
    }

    private static PtxOperand[] Operands(PtxCursor cursor)
    {
        List<PtxOperand> operands = [Operand(cursor)];
        while (cursor.TryTake(','))
            operands.Add(Operand(cursor));
        return [.. operands];
    }

    private static PtxOperand Operand(PtxCursor cursor)
    {
        if (cursor.TryTake('!'))
            return new PtxNot(Operand(cursor));
        foreach (char open in "[{(")
        {
            if (!cursor.TryTake(open))
                continue;
            char close = PtxGroup.CloseOf(open);
            PtxOperand[] items = cursor.Current.Is(close) ? [] : Operands(cursor);
            cursor.Expect(close);
            return new PtxGroup(open, items);
        }

        string sign = cursor.TryTake('-') ? "-" : "";
        PtxOperand word = new PtxWord(sign + cursor.Word("an operand"));
        foreach (char mark in "|+-")
            if (cursor.TryTake(mark))
                return new PtxPair(word, mark, Operand(cursor));
        return word;
    }

    private static T Ended<T>(PtxCursor cursor, T statement)
    {
        cursor.Expect(';');
        return statement;
    }
}
