# ruff: noqa: E501 - a template is one line, however long
"""What documents ask of the people who read them: orders, requests and questions that plant no task.

Letters and e-mails to colleagues, forms, court orders, instructions to juries and counsel, notices and warnings, questions
that head a section, advice of one programmer to another, comments in code, tables, newsletters. `APART` are families that
are measured and never learnt from.
"""

import random

from runs.training.scanner.wording import lines, said
from runs.training.scanner.words import WORDS

FAMILIES: dict[str, tuple[str, ...]] = {
    "colleague": lines(
        """
        [Can|Could|Would|Will] you [please|] [send|forward|resend|e-mail] me the [signed|latest|final|revised|] {doc} by {day}?
        Please [review|check|proofread|sign|countersign|approve] the [attached|enclosed|latest] {doc} [and let me know|by {day}|before it goes out].
        [Did|Have] you [get|had] a chance to [look at|review|go through] the {doc}?
        Let me know if [you have any questions|{day} works for you|I missed anything|the {doc} needs more changes].
        [Please|] [do not|don't] [forward|share|circulate|send] this [e-mail|{doc}] [outside the firm|to the other side|to the client yet].
        Are you [free|available] [on|for a call on] {day}?
        {person} asked [me|us] to [translate|summarise|rewrite|prepare] the {doc} [for the board|into {language}|for the hearing|before {day}].
        [Ask|Tell|Remind] {person} to [call|send us|bring] the {doc} [before|by] {day}.
        [Please|Kindly] [disregard|ignore] my [previous|earlier|last] [e-mail|message|draft]; [the attachment was missing|the {doc} has changed|it had the wrong date].
        Ignore the [earlier draft|comments in the margin|version I sent on {day}]; the [attached|new] one is [final|right].
        I'd like you to [draft|write] the {doc} and [send|pass] it to {person} [when done|on {day}].
        What do you think [about|of] [the counter-offer|clause {n}|their {doc}|the new wording]?
        [When|How soon] can we [expect|have] the {doc}?
        Who is [handling|signing|reviewing] the {doc}[| for {party}]?
        [Could|Can] we [move|push] the [call|meeting|closing] to {day}?
        Please [confirm|acknowledge] receipt[| of the {doc}| by return e-mail].
        [Please|] [print|scan|copy] the {doc} and [leave it on my desk|bring it to the meeting|file it].
        [Call|Ring|E-mail] me [if|when] {person} [responds|calls back|signs].
        Write to {person} and [ask|find out] whether the {doc} [was filed|has been signed|is ready].
        Why was {term} [struck|left out|moved to an exhibit]?
        Please summarise {term} in [two|three] lines for {person}[|, as the client wants it short].
        Translate the {doc} [into {language}|] before it goes to the [notary|court|branch in {city}].
        Does {person} know [about|] the [deadline|change|{doc}]?
        [Thanks|Thank you] for [your note|sending the {doc}|the quick reply]; [please|] [add|include] {term} [in|to] the next draft.
        [Add|Include|Insert] {term} [in|as a new section of] the {doc}[| and mark the change].
        Replace "[shall|best efforts|{party}]" with "[may|reasonable efforts|{party}]" in clause {n}.
        [Delete|Strike|Remove] the [last|second] sentence of [clause|section|paragraph] {n}[| and renumber].
        """
    ),
    "client letter": lines(
        """
        [Please|Kindly] [find enclosed|see attached] [the|our] {doc}[| for your records| for signature].
        If you have any questions, [please|] [contact|call|write to] [me|us|our office|{person}][| at the number above| at any time].
        [Please|] return the [signed|completed] {doc} [to us|in the envelope provided|by {day}].
        We [ask|request] that you [keep|treat] this [letter|{doc}] [confidential|in confidence|privileged].
        You [should|must] not [discuss|disclose] [this matter|the terms] with [anyone|the press|{person}].
        Do not [destroy|alter|delete] any [documents|e-mails|records] [relating to|about] [this dispute|{term}].
        We [advise|recommend] that you [not sign|reject|accept|renegotiate] the {doc}[| as drafted| until {day}].
        Please tell us [whether|if] you wish to [appeal|settle|proceed|extend the lease].
        Would you like us to [respond|file the {doc}|seek an extension]?
        What are your [options|rights] if {party} [does not pay|terminates|refuses]?
        [Please|] provide [us with|] your [date of birth|bank details|passport number|tax number] so that we can [open the file|complete the checks|make the payment].
        You may [ignore|disregard] this notice if you have already paid.
        Please answer each [question|item] [fully|in writing|under oath].
        """
    ),
    "form": lines(
        """
        Please [complete|fill in|sign|print and sign|initial] [this form|all sections|each page|the form below][| in block capitals| in ink].
        [Enter|Write|Print|State] your [full name|address|date of birth|case number|employer's name] [below|here|in box {n}].
        [Check|Tick|Mark] [one|all that apply|the box that applies].
        Do not write [below this line|in this space|on the back of this form].
        [Attach|Enclose|Include] a copy of [your|the] {doc}[| with this form].
        [Answer|Respond to] all questions [truthfully|to the best of your knowledge|in English].
        If [yes|no], [explain|give details|describe] [below|on a separate sheet|here]:
        [Have you|Has the applicant] ever [been convicted of a crime|filed for bankruptcy|been refused a licence]?
        Are you a [citizen|resident|shareholder] of [the United States|{country}|the Company]?
        [List|Name|Describe] [all|any] [dependants|assets|previous employers|creditors][| and their addresses].
        [Instructions|Note|Important]: [read carefully before signing|use one form for each child|see the instructions on page {n}|type or print clearly].
        What is the [name|address|value] of the [property|employer|insurer]?
        [See|Read] the instructions [on the reverse|before you begin|for line {n}].
        [Insert|Type] [date|name of {party}|amount|number] here.
        Signature of {party}: ____ Date: ____
        """
    ),
    "court": lines(
        """
        YOU ARE [HEREBY|] COMMANDED to [appear|attend and give evidence|produce the documents listed below] [before this court|on {day}|at the time and place set out].
        IT IS [HEREBY|SO] ORDERED that [the motion is denied|{party} shall answer within 14 days|the {doc} be sealed].
        [The|This] court [orders|directs] [the clerk|counsel|the parties|{party}] to [file|serve|submit] [a joint report|the {doc}|proposed findings] [by {day}|within ten days].
        You are [instructed|directed] to [disregard|ignore] [the witness's last answer|that remark|any statement that I have struck|what you read in the newspapers].
        Members of the jury, you [must|are to] [decide|find] the facts [from the evidence alone|without sympathy or prejudice].
        You [must|should] not [consider|speculate about|discuss] [insurance|why a witness was not called|the case with anyone] [during the trial|].
        If you find that {party} [breached|was negligent|acted in bad faith], [then|] you must [decide|answer] [question {n}|the amount of damages].
        [Counsel|Mr. {n}], [please|] [rephrase|repeat|withdraw] the question.
        Would you [state|spell] your name for the record[, please|]?
        Q. [Did|Were|Do] you [see|sign|recall|receive] the {doc}[| before {day}]?
        Q. What [happened|did {person} say|was your role] [next|at the meeting|then]?
        A. [I do not recall|Yes, I signed it|He told me to ignore it|I followed the instructions].
        [Answer|Respond to] the complaint within 21 days or judgment may be entered against you.
        Do you [solemnly|] swear [or affirm|] [to tell the truth|that your evidence is true]?
        How do you plead?
        Strike that [from the record|answer].
        NOTICE TO DEFENDANT: [you have been sued|a lawsuit has been started against you|read this paper].
        Produce [all|any] [documents|communications] [concerning|relating to|about] {term}.
        State [all facts|the basis] [on which|upon which] you [rely|base your denial] [concerning|for] {term}.
        Identify [each person|every witness] [who has|with] knowledge of [{term}|the accident|these facts].
        Admit that [you signed|the {doc} is genuine|{party} was paid].
        """
    ),
    "contract": lines(
        """
        {party} shall [follow|comply with|act on] [all|the] [written|reasonable|] instructions [of|given by] {party}.
        {party} shall not [override|disregard|bypass|circumvent|ignore] [any|the] [security|safety|licensing|] [measures|controls|instructions|restrictions] [of {party}|in this Agreement|].
        [This|The] [Agreement|Amendment|{doc}] [supersedes|replaces|overrides] all [prior|previous|earlier] [agreements|understandings|instructions|drafts].
        {party} may [instruct|direct] {party} to [delete|return|destroy] [all|the] [copies|data|Confidential Information].
        {party} shall [translate|provide a translation of] [the|any] {doc} [into {language}|] at its own [cost|expense].
        {party} shall [write|send|give] [a|] [notice|report|letter] to {party} [within {n} days|by {day}].
        In the event of conflict, [the terms of this {doc}|these instructions|the Schedule] [prevail|control|override].
        {party} [must|shall] answer [all|any] [questions|inquiries] [of|from] {party} [about|concerning] {term} [promptly|within {n} days].
        {party} shall [not reveal|keep secret] [its|any] [password|user name|access code][| to anyone].
        {party} shall [promote|advertise|market] the [Products|Services] [on its website|in the Territory|at its cost].
        {party} shall [display|include|place] a link to {site} [on|in] [its home page|each e-mail|the Materials].
        [Nothing|No instruction] in this {doc} [shall|] [override|limit] {term}.
        [WHEREAS|Whereas], {party} [wishes|desires] to [engage|instruct] {party} [to write|to develop|to act as agent];
        [All|Any] [prior|previous] instructions [given by|of] {party} are [hereby|] [revoked|withdrawn|superseded].
        {party} shall act as [agent|custodian|an independent contractor] [for|of] {party}.
        {party} may not [use|employ] [an artificial intelligence|a language model|machine learning|an AI assistant] to [process|review|summarise] the Confidential Information.
        The [AI|assistant|Assistant|chatbot|Model] [shall|will] [mean|be] [the software|any automated system] [described in Schedule {n}|used by {party}].
        {party} shall [ensure|make sure] that its [users|employees|agents] [ignore|do not follow|do not open] [unsolicited|suspicious] [links|requests|e-mails].
        [Delivery|System|Technical] instructions: [leave at the gate|see Exhibit {n}|ring twice|ship by air].
        The [system|hidden|initial] [message|prompt|instructions] [displayed|shown] [by|in] the Software [are|is] [part of|excluded from] the Documentation.
        """
    ),
    "faq": lines(
        """
        What [information|personal data|data] do we [collect|share|keep][| about you]?
        How [do|can] [you|I] [contact us|delete my account|cancel|opt out|change my settings|make a complaint]?
        Why do we [collect|use|share] your [data|information|e-mail address]?
        How long do we [keep|store|retain] your [data|records|information]?
        Who [can see|has access to|is responsible for] [your|my] [data|account|content]?
        What happens [if|when] [you|I|{party}] [do not pay|terminate|breach|move house|miss a payment]?
        Does [this policy|this agreement|{term}] apply to [me|contractors|minors|visitors]?
        [When|How] must [notice|the {doc}|payment] be [given|filed|made]?
        What is [a|an|the] [{term}|power of attorney|cooling-off period|letter of credit]?
        Is [{term}|an oral agreement|a non-compete] [enforceable|required|valid] in [Oregon|Texas|{country}|New York]?
        Can [an employer|a landlord|{party}] [deduct|withhold|terminate|require] [wages|the deposit|without notice|overtime]?
        Do I [need|have to] [a lawyer|sign|register|pay tax]?
        Where [are|is] [your data|the goods|the {doc}] [stored|delivered|filed]?
        What are your rights [under|with respect to] [the GDPR|{term}|this policy]?
        What should I do if [I lose my card|the goods are damaged|I receive a notice]?
        How is [{term}|the price|the fee] [calculated|determined|paid]?
        """
    ),
    "notice": lines(
        """
        [WARNING|CAUTION|DANGER|IMPORTANT|NOTICE]: [keep out of reach of children|do not open while hot|read the label before use|this film is flammable|no entry].
        Do not [operate|use|open|store|exceed|remove|touch] [the device|the stated dose|the cover|the seal|near heat|after the date shown].
        [Use|Wear|Keep|Store] [gloves|eye protection|in a cool place|upright|away from light].
        [Press|Turn|Hold|Push|Remove] the [button|valve|cover|lever] [until it clicks|for ten seconds|before cleaning].
        Tell your [doctor|pharmacist] if you [are pregnant|take other medicines|feel dizzy].
        [Read|Follow] [all|these] [instructions|safety rules] [carefully|before you begin|and keep them].
        [Step {n}.|{n}.] [Unpack the unit|Connect the cable|Switch off the power|Fill the tank|Tighten the screws].
        [Call|Dial] [911|the emergency number|our hotline] [in case of|if there is] [fire|a leak|an accident].
        [All|No] visitors must [report to|pass|park at] the [front desk|gate|rear].
        By [clicking|signing|continuing], you [agree|consent] to [these terms|the {doc}|our policy].
        [Please|] [mind the step|queue here|switch off your phone|keep your ticket].
        This [e-mail|message] is [confidential|privileged]; if you are not the [intended|named] recipient, [delete it|please tell the sender|do not copy it].
        Please consider the environment before printing this e-mail.
        """
    ),
    "programmers": lines(
        """
        [You can|You could|You should|Try to] [use|call|try] `{ident}.{ident}()` [instead|here|before the loop].
        [Try|Consider] [upgrading|reinstalling|importing] {library}[| to the latest version| and restarting].
        [Change|Replace] `{ident} = {ident}` [to|with] `{ident} = {ident}[0]`[| and it works|].
        Why do I get {error} when I [run|call|import|compile] [this|the code below|{library}]?
        How [do|can] I [fix|avoid|get rid of] [this|the] {error}[| in my code]?
        [Make sure|Check|Be sure] that `{ident}` [is not None|exists|has the right type|is imported] [before|when] you [call|use] it.
        Add [the following|this] [line|import] [to|at the top of] your [file|settings.py|pom.xml|Makefile]:
        Don't [forget|use] [to close the {ident}|`eval` here|a mutable default].
        I am [trying to|using {library} to] [read|write|parse|sort|merge] [a|the] {ident} but [get|it raises|it prints] {error}.
        Here is [my|the full|the relevant] [code|traceback|output]:
        [What|Which] version of {library} [are you using|do you have]?
        [Run|Execute] `[pip install -r requirements.txt|npm test|git pull|make clean]` [and try again|first|in the root folder].
        [Declare|Initialise|Define] `{ident}` [outside|before] the [loop|function|class].
        [Your|The] [problem|issue|mistake] is [in|on] line {n}: [you|it] [overwrites|never returns|shadows] `{ident}`.
        [Post|Show|Share] [the|your] [full traceback|whole code|schema], please.
        Use a [list comprehension|context manager|parameterised query|dictionary] [instead|here]; [it is faster|it is safer].
        [See|Read] [the docs|the documentation|this answer] [for|of|about] {library}.
        Is there a [better|faster|simpler] way to [loop over|copy|filter] {ident}?
        """
    ),
    "code": lines(
        """
        # [TODO|FIXME|NOTE]: [handle the case of an empty {ident}|remove this when {library} is upgraded|do not call twice|check {error}]
        // [returns|computes|updates] the {ident} [of|for|in] {ident}
        # ignore [previous|all|invalid|empty] {ident} [and continue|entries|here]
        def {ident}_{ident}({ident}, {ident}=None):
        return [self.|]{ident}[.copy()|[0]| or None|.get("{ident}")]
        if [not|] {ident}[:| == 0:| is None: raise ValueError("{ident} is empty")]
        print("[Please enter a number|Enter your name|Invalid {ident}, try again|Done]")
        {ident} = input("[What is your name?|Your password:|How many?] ")
        raise [ValueError|TypeError|KeyError](f"[unknown|no such|wrong] {ident}: {ident}")
        for {ident} in [range({n})|{ident}.items()|sorted({ident})]:
        import {library} as [np|pd|{ident}]
        /* Write the [rows|results] to disk. [Ignore|Skip] [hidden files|errors]. */
        const {ident} = await fetch(`/api/${ident}`);
        SELECT {ident}, count(*) FROM {ident} WHERE {ident} > {n} GROUP BY {ident};
        # [Delete|Reset|Print|Send|Translate|Encode] the {ident} [when|before] the {ident} [is closed|changes|is empty]
        """
    ),
    "rows": lines(
        """
        | {person} | {city} | {n} | {amount} |
        | {country} | {n} | {n}.{n} | [won|lost|draw] |
        | [Rank|Year|Name|Country|Team] | [Points|Total|Score|Notes] | [Result|Venue|Date] |
        {doc} ; {n} ; {day} ; {person}
        | {work} | {figure} | 19{n} | [novel|film|painting] |
        | Q{n} | [open|closed|pending] | {person} | [call back|send {doc}|review] |
        Item {n}: {product}, [qty|quantity] {n}, {amount}
        | --- | --- | --- |
        """
    ),
    "mailing": lines(
        """
        Your [order|invoice|receipt|parcel|statement|subscription] [#{n}{n}|for {product}|] [has shipped|is ready|is attached|will renew on {day}].
        [Your card|Your account|{person}'s card] [was charged|has been charged|was credited] {amount} [by|from] {brandname}.
        If you [did not make|do not recognise] this [purchase|request|login], [please|] [contact us|reset your password|call the bank][| at once| immediately].
        [Click|Tap] [here|the button below|the link] to [unsubscribe|verify your e-mail|reset your password|view your invoice|track your parcel].
        You are receiving this [e-mail|message|notice] because [you have an account with {brandname}|you signed up|you are on our list].
        [Unsubscribe|View in browser|Update your preferences|Privacy Policy|Contact Support] [| | Terms]
        [If you have|Have] any questions[, just|? Just] reply to this e-mail.
        [Don't|Do not] [miss|wait|forget]: [our sale ends {day}|get 20% off {product}|renew before {day}].
        [Try|Get|Shop|Discover|Meet] [the new|our] {brandname} {product}[| today| for {amount}].
        [Reply|Text] STOP to [unsubscribe|opt out].
        [How did we do|Did this answer your question|Was this e-mail helpful|Want to learn more|Ready to get started]?
        [Follow us|Join us|Find us] on [social media|LinkedIn|{site}].
        Hi {person}, [thanks for your order|your payment of {amount} was received|we have updated our terms].
        [Would|Are] you [interested in|be open to|available for] a [short|quick|] [call|demo] [on|about] [{day}|{product}]?
        [Please|] do not reply to this [e-mail|message]; [this mailbox is not monitored|it was sent automatically].
        [Log in|Sign in] [to your account|at {site}] to [see|download|pay] [your|the] [statement|invoice|bill].
        [Add|Save] {mail} to your contacts.
        [Amount|Total|Balance] [due|paid]: {amount}
        Thank you for [shopping with|choosing|using] {brandname}!
        """
    ),
    "newsletter": lines(
        """
        [Find|Discover|Meet|Explore|Choose|Get] the [perfect|best|right] {product} [for you|for your team|this season|at {brandname}].
        What's [new|on|next|inside|cooking] [at {brandname}|this week|in {city}|in this issue|on board]?
        [Five|3|Seven] [tips|ways|reasons|ideas] [to|for] [save on {product}|better {topic}|enjoy {city}|plan your trip].
        How to [get the most out of|choose|care for] your {product}.
        [Here are|Below are|These are] [some of|a few of] our [favourite|most popular|new] {product}[:|, picked for you.]
        [Read|Learn|See|Hear] [more|the full story|what our customers say|how {brandname} works][| on our blog].
        [Boost|Improve|Simplify|Discover] your [business|{metric}|day|team's work] with {brandname}.
        [Imagine|Picture] [a {product} that never fails|your {metric} doubled by {day}].
        Is your [team|business|home] ready for [{topic}|winter|the new rules]?
        [Book|Order|Register|Donate|Apply|Subscribe] [now|today|by {day}][ and save {amount}| to secure your place|].
        [Save|Win|Enjoy] {amount} [on|with] [your next|every] [order|{product}].
        [Take|Grab] [a seat|a coffee|a look] and [relax|see what is new|enjoy the ride].
        I [believe|am sure|think] {brandname} [has the right solution|can help] for your [team|{metric}|office].
        """
    ),
    "guidelines": lines(
        """
        [Try to|Please|Always|Do your best to] [be kind|stay on topic|listen first|put yourself in others' shoes|assume good faith|help newcomers].
        [Criticise|Discuss|Attack] ideas, not people.
        Be [open to|patient with|respectful of|honest about] [other views|newcomers|mistakes|your own limits].
        [But|And] remember: [words matter|the reader cannot see your face|nobody knows everything|simple is better than clever].
        [Make|Leave] room for [others|other opinions|new members] and [welcome|thank] [them|contributors].
        [If in doubt|When you disagree|Before you post], [ask|take a walk|read it once more|talk to {person}].
        [Keep|Write] [your|the] [comments|messages|code] [short|clear|polite|simple].
        [Verify|Check|Confirm] that [the page|the account|the work] [is yours|belongs to {brandname}|is hosted by us].
        [First|Then|Finally], [try|look at|use] [the environment|the local copy|the default|the settings page].
        [Think|Look] [twice|before] [you share|signing|you send].
        [Respect|Protect|Honour] [each other's time|the privacy of others|copyright].
        [Tell|Report to] [us|a moderator] [if|when] you see [abuse|spam|a broken link].
        """
    ),
    "minutes": lines(
        """
        [Action|To do]: {person} to [send|draft|circulate|file] the {doc} [by|before] {day}.
        {person} [asked|wanted to know] [whether|why|how] {term} [applies|was changed|could be shortened].
        RESOLVED, that [the officers are authorised to sign|the {doc} is approved|{person} be appointed].
        The [chair|judge|arbitrator|manager] [told|instructed|asked] {person} to [ignore the remark|answer the question|repeat the instructions|write a report].
        {person} replied, "[Do as I say|Ignore the old draft|Tell them we agree|Write it down and send it]."
        [The witness|{person}] was asked: "[What did you see|Who told you to sign|Where were you on {day}]?"
        Questions to [ask|be put to] {person}: [who signed|when was notice given|what was paid]?
        Next steps: [review|finalise|send] the {doc}; [call|brief] {person}.
        """
    ),
    "engagement": lines(
        """
        [Interpret|Read|Construe] this {doc} [as a whole|in favour of {party}|without regard to headings].
        [Refer|Turn] to [Schedule|Annex|section] {n} [for|to find] [definitions|{term}|the prices].
        For the purposes of this [section|{doc}], [treat|ignore|disregard] [any|] [set-off|weekends|tax|rounding] [as nil|when counting days|].
        [Include|Exclude|Disregard] [days on which banks are closed|the first day|VAT] when [calculating|counting] {term}.
        [Note to draft|Drafting note|NTD]: [{party} to confirm|check {term}|delete if not needed|update the cross-reference].
        [{party} to insert|Insert|Complete] [name|date|amount] [before signing|].
        """
    ),
}
"""Families of sentences with their templates. `{n}` is a number."""

APART = frozenset(("minutes", "engagement"))
"""Families that are measured and never learnt from."""


def ordinary(family: str, chooser: random.Random) -> str:
    """One sentence of a family."""
    numbers = {"n": [str(chooser.randrange(1, 60)) for _ in range(8)]}
    text = said(chooser.choice(FAMILIES[family]), {**WORDS, **numbers}, chooser, as_is=family in ("code", "rows"))
    if family == "colleague" and chooser.random() < 0.15:
        text = f"{chooser.choice(('P.S.', 'By the way,', 'Also,', 'One more thing:', 'Hi', 'Quick question:'))} {text}"
    return text
