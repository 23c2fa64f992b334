# ruff: noqa: E501 - a template is one line, however long
"""What people write in e-mails, forums, programs and logs that asks or orders and plants no task, and documents of it.

These families are learnt from only. They stand apart from `ordinary.py`, whose lists must stay as they are, for what is
measured on is made from them.
"""

import random
from collections.abc import Callable

from runs.training.scanner.ordinary import ordinary
from runs.training.scanner.wording import lines, said
from runs.training.scanner.words import WORDS, listed

EVERYDAY_WORDS = {
    "firm": listed(
        """
        Harbour & Lane; Northgate Mutual; Bluefin Travel; Oakridge Schools; Petrel Airways; Cedar Bank; Lumen Energy; Tidewater Clinic
        the Riverside Library; Foxglove Books; Summit Gym; Marlow Property; Kestrel Software; Orchard Foods; the Alumni Office
        Beacon Theatre; Pinewood Council; Atlas Couriers; Juniper Studios; Quarry Hotels; Meridian Insurance; Wren Photography
        """
    ),
    "thing_sent": listed(
        """
        the slides; the deck; the numbers; the agenda; the photos; the receipts; your CV; the signed copy; the login details
        the floor plan; the quote; the timesheet; the travel dates; the headcount; the list of attendees; last year's accounts
        the tracked changes; the bank details; the recording; the minutes; the wire instructions; the ID copy; the test results
        """
    ),
    "event": listed(
        """
        the spring webinar; our open day; the annual dinner; Friday drinks; the all-hands; the product launch; the parents' evening
        the charity run; the partner retreat; the workshop; the onboarding session; the town hall; the book club; the quarterly review
        """
    ),
    "goods": listed(
        """
        winter coats; the new arrivals; your basket; wireless speakers; garden furniture; gift cards; your membership; seat upgrades
        the early-bird rate; two-for-one tickets; the family plan; our loyalty card; organic coffee; sunglasses; the premium plan
        """
    ),
    "weekday": listed("Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday"),
    "time": listed("9:00;10.30;noon;2 pm;3:15 PM;5 o'clock;midnight;8 a.m.;17:45"),
    "month": listed("January;March;May;June;August;October;December;Sept.;Nov."),
    "given": listed(
        """
        Amira; Ben; Chloe; Diego; Esther; Felix; Grace; Hassan; Isla; Jun; Kofi; Lena; Mateo; Nora; Omar; Paula; Quentin; Rosa
        Stefan; Tessa; Uma; Victor; Wanda; Yusuf; Zoe; all; team; everyone; folks; Mr. Hale; Mrs. Dunn; Dr. Patel; Sir or Madam
        """
    ),
    "var": listed(
        """
        self; node; value; key; name; line; token; stack; cache; handler; request; response; stream; offset; width; mask; parser
        payload; channel; worker; job; page; form; image; tensor; batch; loss; epoch; model; user; account; order; cart; event
        """
    ),
    "verb_code": listed(
        """
        parse; load; flush; validate; serialize; retry; lock; sort; merge; copy; escape; encode; decode; normalise; cache; skip; reset
        resolve; register; dispatch; convert; print; write; read; append; insert; remove; update; replace; translate; truncate
        """
    ),
    "file": listed(
        "config.yaml;main.c;utils.py;index.html;package.json;Dockerfile;schema.sql;README.md;app.js;Makefile;server.go;/etc/hosts;/var/log/app.log"
    ),
    "flag": listed("--verbose;--force;-n;--dry-run;-o FILE;--all;--no-cache;-h;--recursive;--output DIR"),
}

EVERYDAY: dict[str, tuple[str, ...]] = {
    "asking a colleague": lines(
        """
        [Can|Could|Would|Will|Might] you [please|possibly|kindly|just|] [send|give|get|share with|forward|drop|show] me {thing_sent} [before|by|on|after] {weekday}?
        [Please|Pls|Kindly|] [send|share|bring|upload|print|check|update|double-check|confirm] {thing_sent}[| when you get a minute| before {time}| so that I can book the room| as soon as you can].
        [Have|Has] [you|{given}|anyone] [seen|found|finished|signed off on|looked at] {thing_sent}[ yet|]?
        [Let me know|Tell me|Drop me a line|Shout] [what you think|if this works|how you want to handle it|whether {weekday} suits|when you land|if I forgot anything].
        What [do you make of|are your thoughts on|did {given} say about|is the plan for|time is] {event}?
        [Where|When|How] [are we|is {given}|do we stand|should I be] [with|on|for] {event}?
        [Who|Which of you] [is|will be] [covering|driving to|speaking at|paying for] {event}?
        [I need|We need|I'm going to need|I'd appreciate] {thing_sent} [by|before|no later than] {time} [on|] {weekday}[, please|].
        [Write|Put together|Draft|Jot down] [a short note|two lines|a summary|a reply|a list of questions] for {given} [about|before] {event}[| and copy me in].
        [Summarise|Recap|Write up] [the call|what was agreed|your findings|the main points] [for|and send it to] {given}[, will you|, please|].
        [Call|Text|Ping|Ring|Message] me [when|if|as soon as|once] you [get this|are free|arrive|hear from {given}|have a number].
        [Give|Hand|Pass] {given} [my best|a copy|{thing_sent}|a ring][| on {weekday}| for me].
        [Do|Did|Does] [you|he|she|they|{given}] [want|need|mean|know|remember] [me to come|us to wait|the other file|where we left off|that {weekday} is a holiday]?
        [Forward|Send] this to {given} [and|but] [delete the thread|leave out the attachment|ask for a reply by {time}].
        [Don't|Do not|Never|Please don't] [reply all|tell {given} yet|sign anything|worry about it|book flights|lose {thing_sent}|use the old template].
        [Add|Put|Invite|Include] {given} [to|on|in] [the thread|the invite|cc|the list|the folder].
        [Ignore|Scratch|Forget|Disregard] [that|my last message|the first attachment|what I wrote on {weekday}|the calendar invite]: [wrong file|{time} is fine|I found it|it has moved].
        [Explain|Show|Tell] [to|] {given} [how the form works|why we are late|what changed|where to park][, please|].
        [Make sure|Remember|Be sure|Try] to [lock up|mute yourself|submit your hours|back up {thing_sent}|bring a charger|answer {given}].
        [Shall|Should|Can] we [meet|talk|skip it|postpone|start] [at|by|around] {time}[ instead|]?
        [Translate|Proofread|Edit|Format|Type up] {thing_sent} [for|before] {event}[, please|].
        [Thanks|Cheers|Thx|Much appreciated][!|.| - {given}|, {given}]
        [Any|No] [news|luck|update|progress] [on|with] {thing_sent}?
        [Reminder|FYI|NB|Heads-up|Quick one|Action required|Urgent|Two things]: [{event} starts at {time}|please fill in your timesheet|send {thing_sent} to {given}|check your spam folder|the office is closed on {weekday}].
        Your [task|job|homework] [for|before] {weekday} [is|will be] to [read the file|collect {thing_sent}|call the supplier|write the introduction].
        """
    ),
    "newsletter call": lines(
        """
        [Shop|Explore|Browse|See|Discover|Try|Grab|Unwrap|Pre-order|Claim|Redeem|Unlock] {goods}[| now| today| before {weekday}| online| at {firm}][.|!| >| →|]
        [Read more|Learn more|Find out more|See how|Watch the video|Listen now|Get the guide|Download the app|Start your free trial|Continue reading][| >| »| about {event}| at {site}]
        [Register|Sign up|RSVP|Book|Reserve your seat|Save the date|Add to calendar|Buy tickets][ now| today| here|] [for|:] {event}[.|!|]
        [Don't miss|Hurry|Last chance|Only {n} left|Ends {weekday}|Today only|Final call|Back in stock][:|!] [{goods}|{n}% off {goods}|{event}].
        [Follow|Like|Tag|Find|Join|Tell] us [on|at] [Instagram|Facebook|LinkedIn|X|YouTube|Telegram][| and share your photos| for more].
        [Share|Forward] this [newsletter|issue|e-mail|story|post] [with|to] [a friend|your team|someone who needs it|your neighbours][.|!]
        [Refer|Invite|Bring] a [friend|colleague] and [get|earn|save] {amount}.
        [What|Which] [is|was] your favourite [story|recipe|moment|part] [this|of the] [week|issue|year]? [Hit reply|Write to us|Vote|Tell us] [and let us know|below|].
        [Did you know|Guess what|Have you heard|Want to win|Ready for summer|Feeling lucky|Looking for a gift|Need a break|Missed it]?
        [How|Why|Where|What] [to|we|our readers|experts] [cook|travel|save|love|pack|plan|wear|read] [this week|for less|with kids|on a budget|next].
        [Take|Complete|Answer] [our|this|the] [two-minute|short|reader|customer] [survey|quiz|poll] [and win {amount}|to help us improve|].
        [Rate|Review] your [stay|trip|purchase|driver|visit] [with|at|on] {firm}.
        [Vote|Nominate|Donate|Volunteer|Apply|Subscribe|Upgrade|Renew|Give] [now|by {weekday}|today][ and| to] [help us reach our goal|save {amount}|support {firm}|be part of {event}].
        [In this issue|This week|Top stories|Editor's pick|Most read|Trending|From the blog|Tip of the day|Question of the week|Recipe of the week]: [{topic}|how {topic} works|{event}|five facts about {topic}|why {topic} matters].
        [Meet|Introducing|Say hello to|Welcome to|Make way for|Imagine] [{goods}|the all-new {firm} app|a better way to travel|your next adventure].
        [Treat yourself|Get inspired|Get cooking|Stay warm|Be the first to know|Think big|Go further|Write your own story|Dream big|Play now|Test your knowledge].
        [Learn|Master|Discover] [{language}|{topic}|how to draw|public speaking|the basics of {topic}] [with|at|through] {firm}[ in ten minutes a day| this autumn|].
        [Ask|Chat with|Talk to|Contact] [our experts|the team|an adviser|our chatbot|our virtual assistant][| about {goods}| any time| 24/7| on {n}{n}-{n}{n}].
        [Get|Enjoy|Take|Save] {n}% off [your first order|{goods}|everything] [with|using] code [WELCOME{n}|SAVE{n}|FRIENDS]. [Terms apply|T&Cs apply|Ends {weekday}].
        [Our|The] [AI|new] [assistant|app|tool|writer] [writes|summarises|translates|answers|organises] your [e-mails|notes|meetings|questions] [in seconds|for you|automatically].
        [Travel|Cook|Save|Train|Write|Invest|Sleep] [smarter|like a pro|better|with confidence] [with|thanks to] {firm}.
        Open [Daily|Sat-Sun|Mon-Fri] {time} - {time}[| · Free entry| · Book online].
        [View|Read|Open] [this e-mail|it|the full version|the web version] [in your browser|online][| · Unsubscribe| · Forward to a friend].
        """
    ),
    "account mail": lines(
        """
        [Your|A|The] [payment|order|booking|refund|ticket|subscription|password|delivery|statement|claim] [was|is|has been] [received|confirmed|on its way|declined|changed|processed|due on {n} {month}].
        [Verify|Confirm|Validate|Activate|Update|Review|Secure|Check] your [e-mail address|identity|account|phone number|billing details|recent activity|shipping address][| to continue| within {n} hours| to avoid interruption].
        [Enter|Use|Type] [this code|the code below|code {n}{n}{n}|your PIN] [to sign in|on the next page|within ten minutes][. Do not share it with anyone|. If you did not ask for it, ignore this e-mail|].
        If [you did not request this|this was not you|you already paid|you received this by mistake|you no longer want these e-mails|the button does not work], [please|] [ignore this e-mail|disregard this message|change your password|click here|copy this link into your browser: {site}|delete it].
        [Click|Tap|Press|Follow|Use|Go to] [the link|the button|here|this link|{site}|"My account"] [below|above|] to [reset your password|track your order|manage your preferences|download your invoice|see all details|leave a review|accept the invitation].
        [Log in|Sign in|Visit your dashboard] to [view|pay|update|cancel|download|print] [it|your order|your plan|your boarding pass|the document].
        [You are receiving|You received|We sent you|You got] this [e-mail|message|notice] because [you signed up at {firm}|you made a purchase|your address is on file|you opted in|you follow {firm}].
        [To|If you wish to|Want to] [unsubscribe|stop receiving these|opt out|change how often we write|update your preferences], [click here|reply with "unsubscribe"|visit {site}|write to {mail}].
        [Please|] do not [reply to|answer|forward] this [e-mail|message|automated notice][; it is not monitored|; the mailbox is not read|: it holds a personal link|].
        [Need help|Questions|Got a question|Having trouble|Still stuck|Something wrong]? [Visit our help centre|Just reply to this e-mail|Call {n}{n} {n}{n} {n}|Write to {mail}|We are here for you].
        [Print|Keep|Save|Bring|Show|Scan] [this e-mail|the attached ticket|your boarding pass|the QR code|a valid ID] [for your records|at the door|at check-in|on arrival|at the counter].
        [Check in|Arrive|Be at the gate|Drop your bags] [online|early|{n} minutes before departure|from {time}] [and|to] [choose your seat|skip the line|save time].
        [Order|Invoice|Booking|Ticket|Case|Ref.|Confirmation] [no.|number|#|ID:] {n}{n}{n}{n} [Total|Amount|Balance|Paid|Due|VAT]: {amount}
        [Rate|How would you rate|How was|Tell us about] your [delivery|call with {given}|stay|experience][?|.]
        [Subject|SUBJECT]: [Re: |Fwd: |RE: |]{event}[|, {weekday} {time}]|EMAIL_FROM: {given} <{mail}>|RECEIVED DATE: {n} {month} 2022 {n}:{n}:{n} +0000|CONTENT: [Hi|Hello|Dear] {given},
        SUBJECT: [Your order #{n}{n}|{goods}|Action needed: verify your account|{n}% off {goods}|Invoice {n}{n}] EMAIL_FROM: {firm} <{mail}> RECEIVED DATE: {weekday}, {n} {month} 2022 CONTENT:
        [Sent|Received|From|To|Cc|Date|On] [from my iPhone|: {given} <{mail}>|: {weekday}, {month} {n}, {time}|{weekday}, {given} wrote:]
        [© 2022|Copyright|(c)] {firm}. All rights reserved. {n} [Main Street|Park Road|High Street], {city}[| · Privacy · Terms · Unsubscribe].
        [Statement|Card|Account] ending in {n}{n}{n} [was used|will be debited|has been credited] [at {firm}|for {amount}|on {n} {month}].
        [Your|The] [verification|security|one-time] [code|password|PIN] is {n}{n}{n}{n}[. Never tell anyone|].
        """
    ),
    "sign-off": lines(
        """
        [Best|Kind regards|Warmly|Sincerely|Yours truly|Cheers|Many thanks|All the best|See you|Talk soon|Regards|xx|Love][,|] {given}[| {firm}| · {firm} · {city}]
        [I hope|Hope|Trust] [this finds you well|you are well|you had a good weekend|all is well|that helps|to see you there][.|!]
        [Looking forward|I look forward|We look forward] to [hearing from you|your reply|meeting you|{event}|seeing you on {weekday}].
        [Please|Do|Feel free to|Don't hesitate to] [get in touch|ask|call me|write back|reach out] [if you have any questions|with any concerns|at any time|on {n}{n}{n}].
        [Thanks|Thank you|Many thanks] [for|in advance for] [your time|your help|your patience|coming|the quick reply|{thing_sent}].
        [Congratulations|Happy birthday|Welcome aboard|Well done|Good luck|Merry Christmas|Get well soon|Safe travels|Bon voyage][, {given}|][!|.]
        [P.S.|PS|P.S.:|NB] [bring a coat|say hi to {given}|the code for the door is {n}{n}|did you try the new place?|don't forget {thing_sent}|ask {given} for a lift|what was that song called?].
        [Sent|Written] [on the go|from my phone][, please excuse typos|; sorry for the brevity|].
        [Let us know|Tell us|Say] [how we can help|if you can make it|how you got on|what you would like to see].
        [How|What] [are you|is new|have you been up to|did you do at the weekend|are the kids|is the new job]?
        {given} [|{given}] [Director|Head of Sales|Associate|Partner|Engineer|Paralegal|Office Manager][,|] {firm} [T|M|Tel.|P]: {n}{n} {n}{n} {n}{n}
        """
    ),
    "pitch": lines(
        """
        [Are|Would|Were] you [open to|interested in|free for|available for] [a quick call|a {n}-minute chat|a demo|coffee] [on|this|next] [{weekday}|week]?
        [Does|Would|How does] {weekday} at {time} [work|suit you|sound]?
        [Imagine|Picture|What if you could] [cutting|halving|doubling|automating] [your costs|{metric}|your reports|the paperwork][|?]
        [Let's|Let us|Shall we] [set up|schedule|arrange|find] [a call|a time|a demo|a trial][| next week| for your team].
        [Reply|Respond|Write back] ["yes"|with a time|"interested"|to this e-mail] and [I will|we'll] [send the details|set it up|take care of the rest].
        [Visit|See|Check out|Have a look at] [our website|{site}|the brochure|our case study] [for|to see] [prices|more|what clients say|how it works].
        [Act|Order|Sign up|Book|Buy] [now|today|by {weekday}|before {n} {month}] [to|and] [receive|secure|get|save] [{amount}|{n}%|a free month|a free consultation].
        [Our|The] [platform|service|product|team] [helps|lets|allows|enables] you [to write|to analyse|to generate|to summarise|to plan|to track] [reports|contracts|campaigns|your stock|leads].
        [Key benefits|Features|Why us|What you get|Next steps]: [1.|-|*|•] [Track every lead|Save {n} hours a week|Generate invoices|Get real-time insights|Connect your calendar].
        [Step|Phase] {n}: [Tell us what you need|Choose a plan|Send {thing_sent}|Meet your adviser|Enjoy the results].
        [Who|Whom] [should I|would be best to] [speak to|contact|address] [about|regarding] {goods}?
        [I came across|I noticed|I saw|We spoke about] [your profile|your company|your talk at {event}] and [wanted to|thought I would] [reach out|introduce {firm}|ask about your plans].
        [Can|May] I [send you|ask you|call you|book you in for] [a sample|a question|a quote|on {weekday}|a free trial][?|?]
        [Apply|Send|Submit] your [CV|application|portfolio] [to|at|via] {mail} [by {n} {month}|today|].
        """
    ),
    "school and family": lines(
        """
        [Please|Parents should|Students must|Pupils are asked to|Kindly] [bring|wear|sign|return|label|pay for] [a packed lunch|sports kit|the consent form|library books|uniform|the trip] [by|on] {weekday}.
        [Read|Complete|Learn|Revise|Prepare|Practise|Write] [chapter {n}|pages {n} to {n}|the worksheet|your spellings|the essay|exercise {n}] [for|by] {weekday}.
        [Answer|Discuss|Describe|Explain|Compare] [questions 1 to {n}|the picture on page {n}|both poems|the results] in [your exercise book|class|full sentences].
        [Can|Could] [you|someone|Dad|Mum] [pick up|collect|feed|walk|call] [the kids|milk|the dog|Grandma|the parcel] [at|around|after] {time}?
        [Who's|Who is] [cooking|driving|bringing dessert|in] [tonight|on {weekday}|for dinner]?
        [Preheat|Mix|Add|Bake|Stir|Chop|Serve] [the oven to {n}{n}0|the flour and eggs|two onions|for {n} minutes|warm with rice].
        [Buy|Get|Order] [bread|stamps|tickets|a present for {given}] [on your way|before {weekday}|online].
        [The landlord|The club|The council|Management|Security|HR|Payroll|IT] [asks|requires|reminds|invites] [all|you|residents|members|staff] to [renew|register|recycle|vote|attend {event}|change passwords|report faults].
        [Staff|Employees|Everyone|Managers|You] [must|should|are asked to|need to] [complete|read|acknowledge|submit|update] [the training|the handbook|expenses|leave requests|emergency contacts] [by|before] {n} {month}.
        """
    ),
    "comment in code": lines(
        """
        [#|//|--|;|%|/*|*|\"\"\"|'''|<!--|REM] [TODO|FIXME|XXX|HACK|NOTE|NB|BUG|WARNING|OPTIMIZE]{colon} [{verb_code} the {var} [here|first|in place|lazily|before {var}]|do not {verb_code} twice|remove [this|me|once {library} is fixed]|ask {given} why|what if {var} is [None|empty|negative]?|should we {verb_code} this?|explain this|write a test|rewrite this mess|is this still needed?|translate this message|see issue #{n}{n}]
        [#|//|*|--] [{verb_code}|Make sure to {verb_code}|Always {verb_code}|Never {verb_code}|Don't {verb_code}|Please {verb_code}|Try to {verb_code}|Let's {verb_code}|Now {verb_code}|First, {verb_code}|Finally {verb_code}] [the|each|every|any|all|] [remaining|hidden|previous|unknown|duplicate|] {var}[s|] [so that|because|if|unless|before|after|when|until] [the {var} is [closed|ready|None|stale]|we {verb_code}|the caller may {verb_code}|{library} does not].
        [#|//|*|] [Return|Yield|Raise|Print|Compute|Count|List|Find|Get|Set|Create|Generate|Describe|Show|Give|Tell|Fill|Build|Check whether|Decide whether|Calculate] [the|a|all|each|] {var}[s|] [of|for|from|in|to|as a string|as JSON|in {var} order] [{var}|the {var}|a {var}].
        [#|//|*] [Ignore|Skip|Disregard|Forget|Override|Bypass|Suppress|Drop|Delete|Hide|Reveal] [errors|previous {var}s|all {var}s|hidden files|warnings|the cached {var}|unknown keys|the {var} given above][ here|; see below|, as the spec says|].
        [#|//|*] [Why|What|How|Where|When|Who|Is|Does|Can|Should] [do we|is this|does {var}|to|the {var}|we] [{verb_code}|{verb_code} here|called twice|{verb_code} the {var}|have no {var}]?
        [#|//|*] [You|Users|Callers|Subclasses|The user|The client|Clients] [must|should|may|can|need to|have to] [not|also|] {verb_code} [the|this|their own] {var} [before|after|to|and then] {verb_code} [it|the {var}|].
        [#|//] [act|behave] [as|like] [a {var}|the old {var}|if {var} were empty]; [pretend|assume|suppose] [nothing happened|{var} exists|it worked].
        [\"\"\"|/**|///|] [Respond|Reply|Answer] [to|with] [the|a] {var} [request|message|query|prompt] [with|and] [a 404|{verb_code}|the {var}|JSON].
        :param {var}: [the|a|an optional] {var} [to {verb_code}|whose {var} is used|that the user typed][, or None|].
        @[param|return|throws|deprecated|see|example] {var} [the {var} to {verb_code}|use {var} instead|when {var} is missing|how to {verb_code}]
        >>> {var}.{verb_code}([|1|"{word}"|{var}])[| # doctest: +SKIP]
        Usage: {word} [⟦OPTIONS⟧|<command>|{flag}] [FILE|INPUT OUTPUT|NAME...]
        {flag} [print more output|do not ask for confirmation|list all {var}s|write to FILE instead of standard output|show this help and exit|ignore {var}s that exist|translate messages|overwrite {file}]
        """
    ),
    "string in code": lines(
        """
        [print|console.log|logger.info|log.warn|echo|printf|puts|fmt.Println|System.out.println|raise ValueError|throw new Error|assert False,|flash|st.write]("[Enter|Please enter|Type|Choose|Select|What is|Give|Input] [your name|a number|the {var}|an option|your password|a file name|the answer][: |?|]")
        [{var}|message|prompt|label|title|placeholder|help|description|error|text|question|hint] = "[Are you sure you want to {verb_code} this {var}?|Please try again|Do you want to continue?|Write a comment...|Ask a question|Tell us what you think|Search|Reply|What is the capital?|How many {var}s?|Type your message|Describe the problem|Press any key to continue|You are not allowed to {verb_code} {var}s]"
        [<button>|<a href="#">|<label>|<p>|<h1>|<li>|<title>|<option>][Read more|Sign up|Submit|Forgot your password?|Write a review|Tell a friend|What do you think?|Show all|Add to cart|Translate this page|Get started][</button>|</a>|</label>|</p>|</h1>|</li>|</title>|</option>]
        "[test|description|scripts|message|name|summary|label]": "[run all tests|should {verb_code} the {var}|returns {var} when {var} is empty|a tool to {verb_code} {var}s|{verb_code} the {var}|how to {verb_code}]",
        [it|test|describe|should|def test_]("[should|returns|can|must|does not|ignores|throws if|will] {verb_code} [the|a|an empty|every|] {var}[ when {var} is missing| twice| correctly|]", () => {
        [⟦INFO⟧|ERROR|WARN|DEBUG|⟦warning⟧|20{n}-{n}-{n} {n}:{n}:{n}] [{file}|{var}|{library}|main]: [{verb_code} {var} failed|retrying in {n} s|ignoring {var} {n}|please upgrade {library}|cannot {verb_code} {var}|use {flag} to override|did you mean {var}?|run '{word} {flag}' for details|skipping {file}|see {file}]
        Traceback (most recent call last): File "{file}", line {n}, in {var} {error}
        [$|>|#|C:\\>] [git commit -m|npm install|pip install|make|docker run|curl|grep -r|sudo apt install|cd|cat|ls] [{flag}|{file}|{library}|"{verb_code} the {var}"|{site}]
        [Fix|Add|Remove|Update|Refactor|Rename|Revert|Document|Ignore|Translate|Bump|Test|Explain|Rewrite] [{var} {verb_code}r|{library} to {n}.{n}|{file}|the {var} when {var} is empty|typo in {file}|the docs for {var}]
        """
    ),
    "forum": lines(
        """
        [How|Why|When|What] [do I|can I|should I|does {library}|is|would you] [{verb_code}|use|install|call|fix|{verb_code} and {verb_code}] [a|the|my|] {var} [in|with|using|without|from] [{codelang}|{library}|a loop|a {var}][?| and is there a better way?]
        [I want|I need|I'm trying|I would like|I have been trying] to [{verb_code}|write a function to {verb_code}|write a {codelang} script that can {verb_code}|generate] [a|the|my] {var} [from|in|into|to] [{file}|{library}|a {var}|{codelang}][, but it fails with {error}|. How?|; any ideas?|].
        [You|One] [can|could|should|need to|have to|might] [simply|also|just|then|] [use|call|try|wrap|set|replace|{verb_code}|add] `{var}.{verb_code}()` [instead|in {file}|before the loop|as shown below|, which is faster].
        [Try|Use|Change|Replace|Put|Wrap|Move|Set|Add|Include|Insert|Remove|Call|Check|Run|Rewrite] [this|the following|`{var}`|the {var}|your {var}|that line|the code below] [in|with|to|into|before|inside|at the top of] [{file}|`{var}.{verb_code}`|a try block|the loop|your class|your form]:
        [Include|Add|Put|Insert] [this|the following|the snippet below] [line|function|import|dependency|snippet] [in|to] [your|the] [{file}|project|class|controller|build script|app] [and|to] [rebuild|restart|fix it|{verb_code} the {var}|try again].
        [Can|Could|Would] [you|someone|anyone|anybody] [please|] [explain|show me|tell me|help me understand|post|share|point out] [why|how|what|where|an example of how] [this fails|{var} works|I went wrong|to {verb_code} it|`{verb_code}` does]?
        [Here's|This is|Below is|See] [a working example|my code|what I tried|the full stack trace|a minimal example|the fix|how I solved it][:|.]
        [EDIT|UPDATE|Edit 2|Note|PS|tl;dr]: [solved, thanks|I use {library} {n}.{n}|ignore the first snippet|it works with {flag}|please read the question first|forgot to say that {var} is empty|see the comments].
        [Please|Next time|Could you] [post|include|add|format|show|provide|share] [your code|the error|a minimal example|the output|your {file}|what you have tried|the schema].
        What [version|OS|output|error] [are you using|do you get|is shown|did you expect]?
        [Make sure|Ensure|Check|Verify|Note] that [you|your code|the {var}|{file}] [imports {library}|calls {verb_code}() first|is closed|includes the header|returns a {var}|runs as root].
        [Don't|Do not|Never|You shouldn't] [use|call|{verb_code}|mix|forget] [{var}|`{verb_code}`|{library}|global {var}s|eval] [here|in production|with {codelang}|twice|like that].
        [What|Which] is the [best|right|fastest|difference|equivalent|pythonic|correct] [way to {verb_code} a {var}|between {var} and {var}|of `{verb_code}` in {codelang}]?
        [Is|Are|Does|Do] [there|it|this|{library}|these] [a way|possible|support|any function|work] [to|for|with] {verb_code}[ing|] [a {var}|{var}s][?| in {codelang}?]
        [My|The|Our] [professor|boss|task|assignment|homework|requirement|client] [wants|asks|says|is] [me to|us to|to] [{verb_code} a {var}|write a program that reads {file}|use recursion|print the {var}|explain the output].
        [Given|For] a {var}, [return|print|find|count|write] [the|all|every] {var} [that|which|whose {var}] [is largest|has no {var}|equals {n}].
        """
    ),
    "cells": lines(
        """
        | [{given}|{city}|{n}] | [call back|see note {n}|ask {given}|TBC|to be confirmed|do not ship|send invoice|review by {weekday}|why late?|ok|n/a] | {amount} |
        | [Question|Task|Action|Instruction|Status|Note|Comment|Answer] | [Owner|Due|Score|Reply|Result] | [Date|Points|Remarks] |
        | [Write report|Draft contract|Call client|Check numbers|Book flights|Translate brochure|Update website|Summarise survey] | {given} | {n} {month} | [done|open|late] |
        | {work} | [written by|directed by|with] {figure} | 19{n} | [How to {verb_code}|What is love|Who am I|Do not disturb|Tell me why|Write home|Ask the dust] |
        ["|][What Do You Mean|Tell Me a Story|Where Are You Now|Write on Me|Say Something|Call Me Maybe|Sing|Answer|Forget Me|Don't Look Back][" |, ][{figure}|{brandname}], 20{n}, {n}, [Gold|Platinum|—]
        Q{n}, [How satisfied are you|Would you recommend us|What could we improve|Which product did you buy]?, {n}%, {n}%
        {n} | {person} | {city} | {n}-{n} | [won|lost|drew] | [see report|replay ordered|at home]
        """
    ),
}
"""Families of sentences with their templates. `{n}` is a number."""

MAIL = ("asking a colleague", "newsletter call", "account mail", "sign-off", "pitch", "school and family")
ORDINARY_MAIL = ("colleague", "client letter", "mailing", "newsletter", "notice", "guidelines")
LINE_BY_LINE = frozenset(("comment in code", "string in code", "cells"))


def everyday(family: str, chooser: random.Random) -> str:
    """One sentence or line of a family."""
    own = {"n": [str(chooser.randrange(1, 60)) for _ in range(8)], "colon": (":", "", "(me):", " -")}
    words = {**WORDS, **EVERYDAY_WORDS, **own}
    text = said(chooser.choice(EVERYDAY[family]), words, chooser, as_is=family in LINE_BY_LINE)
    if family in MAIL and chooser.random() < 0.12:
        text = f"{chooser.choice(('Also,', 'By the way,', 'And', 'Hi,', 'One more thing:', 'Oh,', 'So,', 'Quick question:', 'Now,'))} {text}"
    return text


def _mail(chooser: random.Random) -> str:
    """An e-mail: one or two families, a greeting and an end, lines broken as programs for mail break them."""
    families = chooser.sample(MAIL, chooser.randint(1, 3))
    parts = [
        everyday(chooser.choice(families), chooser)
        if chooser.random() < 0.75
        else ordinary(chooser.choice(ORDINARY_MAIL), chooser)
        for _ in range(chooser.randint(3, 9))
    ]
    parts.append(everyday("sign-off", chooser))
    seams = chooser.choice((" ", "\n", "\n\n", "  ", ""))
    text = "".join(part + (seams if chooser.random() < 0.8 else "\n") for part in parts)
    if chooser.random() < 0.15:
        text = "\n".join(f"> {line}" for line in text.splitlines())
    # Mail that went through other programs has lost its commas.
    return text.replace(",", " ") if chooser.random() < 0.2 else text


def _program(chooser: random.Random) -> str:
    """Lines of a program or a log with comments and strings, or a question about one with its answer."""
    if chooser.random() < 0.4:
        return (
            " ".join(everyday("forum", chooser) for _ in range(chooser.randint(1, 3)))
            + "\n"
            + "\n".join(ordinary("code", chooser) for _ in range(chooser.randint(0, 4)))
        )
    made = []
    for _ in range(chooser.randint(3, 9)):
        family = chooser.choice(("comment in code", "comment in code", "string in code"))
        line = everyday(family, chooser) if chooser.random() < 0.6 else ordinary("code", chooser)
        made.append(" " * chooser.choice((0, 4, 8)) + line)
    return "\n".join(made)


def _table(chooser: random.Random) -> str:
    return "\n".join(
        everyday("cells", chooser) if chooser.random() < 0.7 else ordinary("rows", chooser)
        for _ in range(chooser.randint(2, 6))
    )


MAKERS: tuple[Callable[[random.Random], str], ...] = (_mail, _mail, _mail, _program, _program, _program, _table)


def made(chooser: random.Random) -> str:
    """A short document of one kind, without a planted task."""
    return chooser.choice(MAKERS)(chooser)
