using System.Collections.Immutable;
using AngleSharp.Css.Dom;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Reading.Sections;

/// <summary>Judges and reads the page of one section. Immutable, thread safe.</summary>
public sealed class SectionPageReader
{
    private readonly Judge _judge;
    private readonly RecordReader _record;
    private readonly ISelector? _first;
    private readonly SecretMask _secrets;

    /// <param name="rule">The section.</param>
    /// <param name="judge">The definition's rules.</param>
    /// <param name="values">What placeholders stand for.</param>
    public SectionPageReader(SectionRule rule, JudgeRules judge, TemplateValues values)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(values);
        Rule = rule;
        _judge = new Judge(rule.Identity is null ? judge : judge with { Identity = rule.Identity }, values);
        _record = new RecordReader(rule.Read);
        _secrets = new SecretMask(values.SecretValues);
        _first = rule.Ask is [Step.Click { Row: null, On: var on }, ..] ? Selectors.Parse(on, rule.Line) : null;
    }

    /// <summary>The section.</summary>
    public SectionRule Rule { get; }

    /// <summary>
    /// Whether the record's page offers the section, as far as that can be told: what is to be clicked first is there and can be seen. Nobody need wait for what
    /// is not there.
    /// </summary>
    public bool IsOffered(Page record)
    {
        if (_first is null)
        {
            return true;
        }

        var parsed = new ParsedPage(record);
        foreach (var element in parsed.Select(_first))
        {
            if (!parsed.Judging.IsHidden(element))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Judges and reads it.</summary>
    /// <returns><see cref="Answer.Found"/> with the section's content; a block, a fault, or what was not recognised. Never an outcome of the id.</returns>
    public Answer Read(Fetched fetched, RecordId id)
    {
        if (fetched is not Page page)
        {
            var fault = (Fault)fetched;
            return Named((fault.Seen is null ? null : _judge.OfFault(new ParsedPage(fault.Seen), id)) ?? PageReader.Refused(fault) ?? new Answer.Faulted(fault));
        }

        var parsed = new ParsedPage(page);
        return Named(_judge.OfDetail(parsed, id) ?? _judge.Identity(parsed, id) ?? _record.Read(parsed, parsed, id));
    }

    /// <summary>What the rules of the section saw on its page.</summary>
    public SectionTrace Trace(Page page, RecordId id)
    {
        var parsed = new ParsedPage(page);
        var (fields, tables) = _record.Trace(parsed, parsed, id);
        return new SectionTrace(
            Rule.Name, Rule.Line, Read(page, id), _judge.TraceIdentity(parsed, id, onDetail: false).Without(_secrets), [.. fields.Select(f => f.Without(_secrets))], [.. tables.Select(t => t.Without(_secrets))]);
    }

    // The site's word about the whole record belongs on the record's page; here it only says that the section was not to be had.
    private Answer Named(Answer answer) => answer switch
    {
        Answer.Unrecognised bad => bad with { Reason = _secrets.Clear($"section {Rule.Name}: {bad.Reason}") },
        Answer.Faulted { Fault: var fault } => new Answer.Faulted(fault with { Message = _secrets.Clear($"section {Rule.Name}: {fault.Message}") }),
        Answer.Blocked blocked => blocked with { Sign = _secrets.Clear(blocked.Sign) },
        Answer.Unavailable gone => new Answer.Unrecognised(FailureClass.Unrecognised, $"section {Rule.Name}: its page says that the record is {gone.Kind.ToString().ToLowerInvariant()} ({_secrets.Clear(gone.Marker)})"),
        _ => answer,
    };
}

/// <summary>What the rules of a section saw on its page.</summary>
/// <param name="Name">The section.</param>
/// <param name="Line">The definition's line.</param>
/// <param name="Answer">What it comes to.</param>
/// <param name="Identity">What the identity rule saw.</param>
/// <param name="Fields">The fields, in the order of the definition.</param>
/// <param name="Tables">The tables, likewise.</param>
public sealed record SectionTrace(string Name, int Line, Answer Answer, RuleTrace Identity, ImmutableArray<FieldTrace> Fields, ImmutableArray<TableTrace> Tables);
