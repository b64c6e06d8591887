namespace Rollcall.Practice.Court;

/// <summary>Makes up court files. Every name is put together from syllables; no person is meant.</summary>
internal static class CourtFileMaker
{
    // SIN and SINGH on purpose: a text marker "sin" that is not matched as a whole word takes such names for an absence.
    private static readonly string[] Starts =
        ["SINGH", "SIN", "VAR", "TELM", "QUOR", "ZEV", "ORR", "MIRR", "DOVAN", "KEST", "ÉLV", "BRÜN", "O'KAR", "PHEND", "YSK", "LUMB"];

    private static readonly string[] Ends = ["AVEL", "OTHIN", "ADRA", "IVOR", "UMBEK", "ELLOU", "ARROW", "ESKI", "INDAL", "OQUET"];

    private static readonly string[] GivenNames =
        ["Tarvo", "Ilmeth", "Ossany", "Brielka", "Quendo", "Maravi", "Zeldrin", "Yvanko", "Sintara", "Orlune", "Keshro", "Noémille"];

    private static readonly string[] Natures =
    [
        "Imm - Appl. for leave & jud. review - Arising outside the country",
        "Imm - Appl. for leave & jud. review - Refugee Appeal Division",
        "Imm - Appl. for leave & jud. review - Other Arising in the country",
        "Imm - Appl. for leave & jud. review - Pre-removal risk assessment",
        "Imm - Appl. for leave & jud. review - Mandamus <delay>",
    ];

    private static readonly string[] Offices = ["Toronto", "Toronto", "Toronto", "Montréal", "Montréal", "Vancouver", "Ottawa", "Calgary", "Edmonton", "Winnipeg"];

    private static readonly string[] Steps =
    [
        "Notice of appearance on behalf of the Respondent filed on {0}",
        "Application Record, 1 copy, on behalf of the Applicant with proof of service upon the Respondent on {0} filed on {0}",
        "Memorandum of argument on behalf of the Respondent filed on {0}",
        "Reply memorandum on behalf of the Applicant filed on {0}",
        "Letter from the Applicant dated {0} re: \"no data available in table\" 3 of the record received on {0}",
        "Affidavit of service of the Applicant sworn on {0} confirming service upon the Respondent & the Tribunal by e-mail filed on {0}",
        "Letter from the Tribunal sent by e-mail on {0} in reply to the Rule 9 request: reasons <12 pages> received on {0}",
        "Order dated {0} granting an extension of time; placed on file. Original filed on {0}",
        "Communication to the Court from the Registry dated {0} re: the file is ready for disposition",
        "Acknowledgment of Receipt received from all parties with respect to the order placed on file on {0}",
    ];

    public static CourtFile Make(int seed, CourtId id, DateOnly filed)
    {
        var dice = Dice.For(seed, "court/file", id.Year, id.Number);
        var surname = dice.Pick(Starts) + dice.Pick(Ends);
        var applicant = $"{surname}, {dice.Pick(GivenNames)}" + (dice.Chance(0.15) ? " ET AL" : "");
        var office = dice.Pick(Offices);
        return new CourtFile
        {
            Id = id,
            Applicant = applicant,
            StyleOfCause = $"{applicant} v. THE MINISTER OF PRACTICE",
            TypeOfAction = dice.Chance(0.9) ? "Immigration Matters" : "Immigration Matters - Stay of Execution",
            NatureOfProceeding = dice.Pick(Natures),
            Office = office,
            Language = dice.Chance(0.8) ? "English" : "French",
            FilingDate = filed,
            Docket = Docket(ref dice, filed, office),
        };
    }

    // 3 to 34 entries, 10.8 on average.
    private static DocketEntry[] Docket(ref Dice dice, DateOnly filed, string office)
    {
        var count = 3 + dice.Below(10) + (dice.Chance(0.3) ? dice.Below(23) : 0);
        // Now and then an entry was struck, so that an id is not simply the row's place.
        var struck = dice.Chance(0.1) ? 2 + dice.Below(count) : int.MaxValue;
        var entries = new DocketEntry[count];
        var day = filed;
        for (var at = 0; at < count; at++)
        {
            var number = at + 1 < struck ? at + 1 : at + 2;
            var text = at == 0
                ? "Application for leave and judicial review against a decision filed on {0}; tariff fee of $50.00 received"
                : dice.Pick(Steps);
            var where = dice.Chance(0.9) ? office : dice.Pick(Offices);
            entries[count - 1 - at] = new DocketEntry(number, day, where, text.Replace("{0}", day.ToString("dd-MMM-yyyy").ToUpperInvariant()));
            day = day.AddDays(dice.Below(20));
        }
        return entries;
    }
}
