using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

/// <summary>Definitions to read and to break.</summary>
internal static class Samples
{
    /// <summary>The shipped definition of the practice site's plain registry.</summary>
    public static string Plain { get; } = File.ReadAllText(Repository.PathOf("registries/practice-plain.yaml"));

    /// <summary>A page with tabs and a dialog, asked in a browser.</summary>
    public const string Court = """
        registry: federal-court
        site: https://www.fct-cf.ca
        mode: browser
        ids:
          pattern: "IMM-{number}-{yy}"
          first: 1
          ceiling: 99999
        open:                                        # once per page session
          - goto: "/en/court-files-and-decisions/court-files"
          - dismiss: { when: "#EfilingModal.show", click: "#EfilingModal [data-dismiss=modal]" }
          - click: 'a.TabButton[href="#tab02"]'
          - wait: { visible: "#selectCourtNumber" }
        ask:                                         # once per id; what is to change is watched from before the first step
          - fill: { at: "#selectCourtNumber", with: "{id}" }
          - click: "#tab02Submit"
          - settle: { replaced: "#datatable tbody tr", hidden: "#loadingscreen" }
        detail:                                      # only when judged found so far
          - click: { row: "#datatable tbody tr", where: { column: 1, is: "{id}" }, button: "#re" }
          - wait: { visible: "#ModalForm" , at: "#modalTitle", contains: "{id}" }
        reset:                                       # after every id
          - click: "#ModalForm [data-dismiss=modal]"
          - wait: { hidden: "#ModalForm" }
        judge:
          absent:
            - at: "#datatable td.dataTables_empty"
              is: "No data available in table"
          found:
            - at: "#datatable tbody td:nth-child(1)"
              is: "{id}"
          identity:
            at: "#modalTitle"
            contains: "{id}"
        read:
          fields:
            style_of_cause: { column: "Style of Cause", of: "#datatable", from: ask }
            filing_date:    { label: "Filing Date", within: "#ModalForm", as: date, required: true }
          tables:
            docket_entries:
              within: "#ModalForm"
              caption: "Information about the court file"
              columns:
                doc_id: "ID"
                entry_date: { header: "Date Filed", as: date }
                office: "Office"
                summary: "Recorded Entry Summary"
              at_least: 1
        """;

    /// <summary>A JSON interface with a token, withheld and merged records, asked by ids from a file.</summary>
    public const string Json = """
        registry: notices
        site: https://api.example.org
        contact: desk@example.org
        ids: { source: list, file: ids.txt }
        ask:
          - post: "/search"
            headers: { Authorization: "Bearer ${NOTICES_TOKEN}" }
            form: { id: "{id}", lang: en }
          - get: "/notices/{id}?court={court}"
            headers:
              Accept: application/json
        judge:
          blocked: { status: 429 }
          withheld: [{ status: 403, json: error.code, is: sealed }]
          deleted: [{ status: 410, contains: [gone for good, removed] }]
          merged: { json: moved, into: { json: moved.to } }
          absent: { status: [404, 400], json: error.message, is: ["Not found", "No such notice"] }
          found: { json: data.0.id, is: "{id}" }
          identity: { json: data.0.id, is: "{id}" }
        read:
          fields:
            published: { json: data.0.date, as: date, format: [d MMMM yyyy, MM/dd/yyyy] }
            fee: { json: data.0.fee, as: number }
          tables:
            parties:
              json: data.0.parties
              columns: { name: name, joined: { json: dates.joined, as: date } }
        canaries: { present: ["A 1/7"], absent: ZZZ }
        """;

    public static RegistryReadResult Read(string text) => RegistryReader.Parse("x.yaml", text);

    /// <summary>Reads the plain definition with one piece of it replaced.</summary>
    public static RegistryReadResult ReadPlainWith(string old, string @new)
    {
        Assert.Contains(old, Plain, StringComparison.Ordinal);
        return Read(Plain.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>Reads the court's definition with one piece of it replaced.</summary>
    public static RegistryReadResult ReadCourtWith(string old, string @new)
    {
        Assert.Contains(old, Court, StringComparison.Ordinal);
        return Read(Court.Replace(old, @new, StringComparison.Ordinal));
    }
}
