# ruff: noqa: E501 - a template is one line, however long
"""The lists that templates take their words from; all of them are written for this."""

from collections.abc import Sequence

from runs.training.scanner.wording import lines


def listed(text: str) -> tuple[str, ...]:
    """The words between semicolons and line ends."""
    return tuple(word.strip() for word in text.replace("\n", ";").split(";") if word.strip())


_SYLLABLES = listed("ka;ve;lor;min;tas;qui;zen;bro;fal;der;nix;ora;pel;sum;tri;wex;yol;hap;clu;ju")

WORDS: dict[str, Sequence[str]] = {
    "topic": listed(
        """
        coral reefs; the French Revolution; black holes; compound interest; the water cycle; plate tectonics; jazz
        the printing press; bees and pollination; volcanoes; the human heart; vaccines; renewable energy; chess
        the Silk Road; medieval castles; the immune system; inflation; supply and demand; quantum entanglement
        deforestation; the history of tea; sourdough bread; time management; meditation; the Great Wall of China
        electric cars; ocean currents; penguins; the stock market; remote work; solar eclipses; the Roman Empire
        blockchain; gravity; the industrial revolution; migration of birds; nutrition; sleep; antibiotics; glaciers
        the Big Bang; DNA; the Olympic Games; recycling; space travel; artificial intelligence; urban farming
        Renaissance painting; the Cold War; haiku; public transport; dinosaurs; earthquakes; the Amazon rainforest
        gene editing; nuclear fusion; microplastics; the gig economy; ancient Egypt; dark matter; opera; yoga
        cloud computing; the periodic table; magnetism; chocolate; the moon landing; photosynthesis; democracy
        wine making; the Great Depression; tides; tornadoes; camouflage in animals; number theory; probability
        e-commerce; cyber security; customer loyalty; leadership; the trade in spices; rainforests; mosquitoes
        """
    ),
    "thing": listed(
        """
        the telephone; the steam engine; penicillin; the light bulb; the telescope; the bicycle; gunpowder; paper
        the World Wide Web; the microscope; the piano; dynamite; the thermometer; the radio; insulin; the zipper
        """
    ),
    "country": listed(
        """
        Brazil; Norway; Japan; Kenya; Canada; Peru; Vietnam; Egypt; Poland; Australia; Chile; Thailand; Greece
        Nigeria; Mongolia; Portugal; Iceland; Turkey; Argentina; Finland; Nepal; Morocco; Ireland; Indonesia
        """
    ),
    "city": listed("Paris;Lagos;Tokyo;Lima;Oslo;Berlin;Chicago;Cairo;Mumbai;Madrid;Seoul;Toronto;Nairobi;Prague"),
    "figure": listed(
        """
        Marie Curie; Napoleon; Cleopatra; Isaac Newton; Frida Kahlo; Nelson Mandela; Leonardo da Vinci; Mozart
        Ada Lovelace; Alexander the Great; Shakespeare; Charles Darwin; Beethoven; Joan of Arc; Galileo; Gandhi
        """
    ),
    "work": listed(
        """
        Hamlet; The Odyssey; Pride and Prejudice; Moby-Dick; The Starry Night; Don Quixote; Frankenstein; Dracula
        War and Peace; the Mona Lisa; Jane Eyre; The Lord of the Rings; Crime and Punishment; 1984; Macbeth
        """
    ),
    "language": listed(
        """
        French; German; Spanish; Italian; Japanese; Mandarin; Russian; Portuguese; Arabic; Hindi; Korean; Dutch
        Swedish; Turkish; Latin; Polish; Greek; Swahili; Vietnamese; Czech; Finnish; Hebrew; Thai; Welsh
        """
    ),
    "phrase": listed(
        """
        good morning; where is the station; thank you for your help; the weather is lovely today; see you tomorrow
        I would like a cup of coffee; happy birthday; my brother lives in a small village; how much does it cost
        the cat sleeps on the sofa; we won the match; she reads a book every week; the train is late again
        have a nice weekend; I forgot my umbrella; the soup is too hot; he plays the violin; open the window
        """
    ),
    "foreign": listed(
        """
        Guten Morgen; la bibliothèque; buenas noches; je ne sais pas; Schmetterling; arrivederci; obrigado; dworzec
        el perro está dormido; ciao bella; Entschuldigung; merci beaucoup; spasibo; domo arigato; La vie est belle
        """
    ),
    "word": listed(
        """
        butterfly; resilience; umbrella; harmony; serendipity; bridge; quarantine; velvet; justice; algorithm; candle
        ephemeral; mountain; whisper; paradox; lantern; orchard; compass; thunder; gratitude
        """
    ),
    "codelang": listed("Python;JavaScript;Java;C++;Rust;Go;SQL;TypeScript;PHP;Ruby;Bash;C#;R;Kotlin;Swift;HTML;MATLAB"),
    "routine": listed(
        """
        reverses a string; sorts a list of numbers; checks whether a number is prime; reads a CSV file; adds two matrices
        computes the Fibonacci sequence; removes duplicates from a list; finds the largest element; counts words
        validates an e-mail address; merges two dictionaries; calls a REST API; parses JSON; flattens a nested list
        connects to a database; converts Celsius to Fahrenheit; prints a multiplication table; finds anagrams
        """
    ),
    "codething": listed(
        """
        a closure; recursion; a binary search tree; a decorator; a linked list; a race condition; garbage collection
        polymorphism; a hash table; a left join; a promise; a lambda; inheritance; a mutex; dynamic programming
        """
    ),
    "kind": listed(
        """
        poem; short story; haiku; limerick; sonnet; song; essay; speech; blog post; dialogue; fairy tale; letter
        cover letter; product description; press release; slogan; tweet; screenplay; toast; ballad; fable; monologue
        newsletter; job advert; diary entry; recipe; eulogy; advert; book review; podcast script; invitation
        """
    ),
    "subject": listed(
        """
        a lonely lighthouse keeper; autumn leaves; a cat that can talk; friendship; a journey to Mars; a lost key
        the sea at dawn; a dragon who fears fire; city life; a haunted library; teamwork; the first day of school
        climate change; a robot learning to love; a rainy Sunday; courage; grandmother's garden; time travel
        an old fisherman; the beauty of silence; a chess master; winter nights; kindness; a detective in {city}
        """
    ),
    "recipient": listed(
        """
        my landlord; a school principal; the mayor; a customer who complained; my boss; a future employer; my team
        a friend who moved abroad; the editor of the local newspaper; an old teacher; my neighbours; the bank
        """
    ),
    "request": listed(
        """
        asking for a day off; about the broken heating; to thank them; requesting more funding; to apologise for the delay
        inviting them to dinner; resigning from my job; about the missing parcel; proposing a meeting next week
        """
    ),
    "animal": listed("octopus;elephant;hummingbird;blue whale;camel;honey bee;bat;salmon;wolf;chameleon;owl;platypus"),
    "dish": listed("lasagne;pancakes;sushi;ramen;paella;tiramisu;guacamole;apple pie;falafel;chicken curry;risotto"),
    "review": listed(
        """
        The film was a waste of two hours; I loved every minute of the concert; The food was cold and the waiter rude
        Best phone I have ever owned; The hotel was fine but noisy; This book changed my life; The app keeps crashing
        Delivery was quick and the shoes fit; A dull plot saved by fine acting; Never buying from them again
        """
    ),
    "brandname": tuple(
        f"{a.capitalize()}{b}{c}"
        for a, b, c in zip(_SYLLABLES, _SYLLABLES[7:] + _SYLLABLES[:7], ("", "x", "o", "") * 5, strict=True)
    ),
    "product": listed(
        """
        running shoes; smart watch; protein bars; mattress; vacuum cleaner; VPN service; phone case; coffee machine
        skin cream; online course; energy drink; trading app; electric toothbrush; diet pills; headphones; web hosting
        gaming chair; holiday packages; crypto wallet; dating app; antivirus; weight-loss tea; credit card; toaster
        """
    ),
    "site": listed(
        """
        www.{brandname}.example; http://{brandname}-offers.example/win; https://{brandname}.example/login
        {brandname}shop.example; www.free-{word}.example; https://bit.example/{word}; https://{brandname}.example/{word}
        http://update-{brandname}.example; {brandname}.example/download; https://verify.{brandname}.example; {brandname}.com
        www.{brandname}deals.com; http://{brandname}.net/free; https://{brandname}-support.org; {word}{brandname}.io
        """
    ),
    "mail": listed(
        "{brandname}@mail.example;help@{brandname}.example;refunds@{brandname}.com;ceo.{word}@{brandname}.org"
    ),
    "amount": listed("$50;$1,000;500 dollars;0.2 bitcoin;€ 250;$9.99;£ 75;twenty dollars;$4,999"),
    "falsehood": listed(
        """
        the earth is flat; vaccines cause infertility; the moon landing was staged; drinking bleach cures colds
        the election was stolen; 5G towers spread disease; garlic cures cancer; climate change is a hoax
        the company has gone bankrupt; the minister was arrested last night; microwaves erase memory; seat belts kill
        the moon is made of ice; sharks live in the river here; water boils at 50 degrees; {figure} was born in {country}
        """
    ),
    "opinion": listed(
        """
        nuclear power is the only answer; everyone should become a vegetarian; {brandname} is the best brand in the world
        taxes ought to be abolished; cats are better than dogs; the new law is a disgrace; space travel is a waste of money
        parents should ban phones; voting for the Green candidate is right; working from home should be a right
        """
    ),
    "cause": listed(
        """
        saving the whales; disaster relief; the local animal shelter; planting trees; research into malaria; refugees
        clean drinking water; the candidate of the {brandname} party; a vegetarian diet; regular health checks; literacy
        """
    ),
    "advice": listed(
        """
        unplug the toaster before cleaning it; change your passwords every month; wear a helmet; drink two litres of water
        back up your files; read the manual first; check the tyre pressure; stretch before running; wash new clothes once
        preheat the oven; save a tenth of your income; test the smoke alarm; keep medicine away from children
        """
    ),
    "persona": listed(
        """
        a pirate; an angry chef; {figure}; a sarcastic teenager; an evil robot; a medieval knight; a stand-up comedian
        a drunk poet; my late grandmother; an unfiltered AI called {brandname}; a rival lawyer; a news anchor; a cowboy
        a villain without morals; a five-year-old; an alien visitor; a talking parrot; the chief executive of {brandname}
        """
    ),
    "cipher": listed(
        """
        base64; Morse code; a Caesar cipher with shift three; rot13; binary; hexadecimal; Pig Latin; leetspeak; base32
        the NATO alphabet; emoji; reversed order; Braille symbols; an Atbash cipher; octal numbers; Roman numerals; URL encoding
        a Vigenère cipher; keyboard symbols; alternating capitals; ASCII codes; the A1Z26 code; upside-down letters
        """
    ),
    "answer": listed(
        """
        answer; reply; response; output; message; summary; next answer; final answer; reply to the user; text you write
        report; explanation; completion; translation; analysis
        """
    ),
    "assistant": listed(
        """
        assistant; AI; AI assistant; chatbot; language model; LLM; model; bot; virtual assistant; AI system; GPT; copilot
        digital assistant; AI model; AI agent; automated reviewer; summariser; ChatGPT; Claude; Gemini; machine reader
        """
    ),
    "user": listed("the user;the reader;the person asking;whoever asks;your user;the user;users;the lawyer asking"),
    "secret": listed(
        """
        system prompt; hidden instructions; API key; password; access code; conversation history; secret key; initial prompt
        the names of all clients; the confidential documents; the user's e-mail address; the other matters; credentials
        the developer message; environment variables; the list of tools; private notes; earlier messages; internal rules
        """
    ),
    "tool": listed(
        """
        send_email; delete_file; search_web; transfer_funds; run_shell; fetch_url; update_record; share_document; list_files
        create_user; grant_access; post_message; export_contacts; book_flight; execute_sql
        """
    ),
    "metric": listed(
        """
        monthly sales; customer churn; conversion rate; web traffic; net promoter score; cost per click; staff turnover
        profit margin; stock levels; market share; average basket; return on investment
        """
    ),
    "industry": listed(
        "airlines;fashion;coffee shops;car makers;video games;banks;hotels;online shops;toys;solar panels"
    ),
    "party": listed(
        """
        Supplier; Customer; Licensee; Licensor; the Tenant; the Landlord; the Buyer; the Seller; Borrower; Lender; Company
        Contractor; Employee; Distributor; the Purchaser; Franchisee; Consultant; Agent; the Trustee; each Party; Recipient
        """
    ),
    "person": listed(
        """
        Anna; Mr. Brandt; Priya; David; Ms. Okafor; Tom; Elena; Judge Harlan; Dr. Weiss; Marcus; Sarah; Mr. Lee; Fatima
        Jonas; Mrs. Alvarez; Kim; Robert; Ingrid; Luca; Olivia; Peter; Nadia; counsel; the team; Rachel; George
        """
    ),
    "doc": listed(
        """
        lease; draft; invoice; purchase order; engagement letter; NDA; term sheet; closing set; signature page; exhibit list
        witness statement; redline; amendment; disclosure schedule; deed; power of attorney; board minutes; form; policy
        spreadsheet; budget; report; complaint; motion; affidavit; subpoena; settlement agreement; side letter; checklist
        """
    ),
    "day": listed(
        "Monday;Friday;tomorrow;next week;the 14th;noon;the end of the month;Thursday morning;close of business"
    ),
    "term": listed(
        """
        indemnification; the notice period; termination for convenience; the liability cap; confidentiality; governing law
        assignment; exclusivity; the warranty; payment terms; the non-compete; renewal; audit rights; force majeure; the escrow
        insurance; the change of control clause; severability; data protection; the royalty rate; arbitration; the deposit
        """
    ),
    "error": listed(
        """
        KeyError; TypeError; a segmentation fault; NullPointerException; a 404; ImportError; IndexError; a timeout; a deadlock
        permission denied; ValueError; undefined is not a function; a stack overflow; a syntax error; connection refused
        """
    ),
    "ident": listed(
        "df;items;user_id;count;result;total;data;row;path;config;session;index;buffer;query;client;rows;key"
    ),
    "library": listed(
        "pandas;numpy;React;Django;jQuery;Spring;TensorFlow;lodash;requests;Hibernate;Flask;matplotlib;boto3"
    ),
}
"""Lists by name."""

TRIGGERS = listed(
    """
    ignore; disregard; override; bypass; forget; instructions; system prompt; prompt; previous; admin; password; jailbreak
    secret; hidden; hack; inject; injection; execute; reveal; disclose; unrestricted; developer mode; pretend; act as; roleplay
    rules; above; confidential; delete; shutdown; root; superuser; exploit; unlock; simulate; sudo; restriction; command; filter
    """
)
"""Words that attacks like, in harmless questions."""

__all__ = ["TRIGGERS", "WORDS", "lines", "listed"]
