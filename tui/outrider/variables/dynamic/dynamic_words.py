"""Words for dynamic variables: small tables, one for each kind of word.

A table whose name begins with a capital is a variable of its own: ``City`` is ``$randomCity``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TABLES = {
    "FirstName": "Ada Alan Anna Bruno Carla Chen Dana Elif Emma Farid Femi Grace Hana Hugo Ines "
    "Ivan Jana Jonas Kofi Lars Leila Lucia Maria Mei Nadia Noah Olga Omar Paula Priya Rosa Sam "
    "Tariq Uma Vera Yusuf Zoe",
    "LastName": "Adler Baker Becker Castro Chopra Costa Dubois Eriksen Fischer Garcia Haddad "
    "Hansen Ito Jansen Kaya Keller Kim Lopez Marino Meyer Mensah Moreau Nguyen Novak Okafor Park "
    "Petrov Rossi Santos Silva Smith Tanaka Torres Weber Wong Yilmaz",
    "NamePrefix": "Mr. Mrs. Ms. Miss Dr.",
    "NameSuffix": "Jr. Sr. I II III IV MD PhD DDS",
    "JobDescriptor": "Lead Senior Junior Chief Regional Global Deputy Principal Assistant Acting",
    "JobArea": "Accounts Branding Compliance Data Finance Infrastructure Logistics Marketing "
    "Operations Quality Research Security Support Usability",
    "JobType": "Administrator Analyst Architect Consultant Coordinator Designer Developer "
    "Engineer Officer Planner Specialist Strategist Supervisor Technician",
    "City": "Accra|Antwerp|Bergen|Bogota|Bristol|Cordoba|Dakar|Denver|Florence|Ghent|Hanoi|"
    "Izmir|Kyoto|Leipzig|Lisbon|Lyon|Malmo|Nairobi|Oslo|Porto|Quito|Riga|Seattle|Tampere|"
    "Utrecht|Valencia|Vienna|Windhoek|Zagreb",
    "street": "Bakery Bridge Castle Cedar Chapel Church Garden Harbour High Hill Juniper Lake "
    "Maple Market Mill North Oak Orchard Park Poplar River School Station Sunset Willow",
    "street_suffix": "Street Road Lane Avenue Way Square Drive Court",
    "Country": "Argentina|Australia|Austria|Belgium|Brazil|Canada|Chile|Denmark|Egypt|Finland|"
    "France|Germany|Ghana|Greece|India|Indonesia|Ireland|Italy|Japan|Kenya|Mexico|Morocco|Nepal|"
    "New Zealand|Norway|Peru|Poland|Portugal|Spain|Sweden|Turkey|Uruguay|Vietnam",
    "CountryCode": "AR AU AT BE BR CA CL DK EG FI FR DE GH GR IN ID IE IT JP KE MX MA NP NZ NO "
    "PE PL PT ES SE TR UY VN",
    "Locale": "af ar bg ca cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nb nl pl pt "
    "ro ru sk sl sv sw th tr uk vi zh",
    "Color": "amber aqua azure black blue bronze coral crimson cyan gold green indigo ivory "
    "lavender lime magenta maroon navy olive orange orchid pink plum purple red salmon silver "
    "tan teal turquoise violet white yellow",
    "Department": "Automotive Baby Beauty Books Clothing Computers Electronics Games Garden "
    "Grocery Health Home Industrial Jewelry Kids Movies Music Outdoors Shoes Sports Tools Toys",
    "Product": "Bag Ball Bench Bike Bottle Bowl Camera Chair Clock Cup Desk Fork Gloves Hat "
    "Keyboard Kettle Lamp Mouse Pen Phone Pillow Plate Shirt Shoes Soap Spoon Table Towel Watch",
    "ProductAdjective": "Compact Durable Elegant Foldable Handmade Light Modern Narrow Plain "
    "Practical Quiet Recycled Rustic Simple Sleek Small Solid Sturdy Tasty",
    "ProductMaterial": "Bamboo Ceramic Concrete Copper Cork Cotton Glass Granite Leather Linen "
    "Marble Metal Paper Plastic Rubber Steel Stone Wood Wool",
    "CompanySuffix": "Inc|LLC|Group|and Sons|Ltd|GmbH|BV",
    "CatchPhraseAdjective": "adaptive balanced configurable decentralised distributed ergonomic "
    "extended flexible integrated layered modular open optimised persistent reactive robust "
    "scalable seamless secured stable switchable",
    "CatchPhraseDescriptor": "asynchronous bifurcated client-driven context-sensitive cohesive "
    "dynamic explicit fault-tolerant global high-level hybrid incremental intuitive local "
    "multi-state national neutral real-time regional static stateless systematic",
    "CatchPhraseNoun": "ability access alliance archive array attitude benchmark capacity "
    "challenge collaboration encoding framework function hierarchy hub interface matrix middleware "
    "moratorium paradigm policy protocol workforce",
    "BsBuzz": "aggregate align automate bridge deliver deploy empower enable engage enhance "
    "exploit extend facilitate generate grow harness integrate iterate leverage mesh morph "
    "orchestrate scale streamline synergise target transform unleash",
    "BsAdjective": "agile bleeding-edge collaborative compelling cross-platform customised "
    "end-to-end frictionless granular holistic impactful interactive next-generation proactive "
    "scalable seamless strategic sustainable turn-key value-added vertical",
    "BsNoun": "architectures channels communities convergence deliverables experiences "
    "functionalities infrastructures initiatives interfaces markets methodologies metrics models "
    "networks niches paradigms partnerships platforms schemas services solutions synergies",
    "DatabaseColumn": "id name email token group status title phone avatar comment category "
    "createdAt updatedAt password",
    "DatabaseType": "int|tinyint|smallint|bigint|float|double|decimal|bit|char|varchar|text|blob|"
    "date|datetime|timestamp|time|year|enum|point",
    "DatabaseCollation": "utf8_unicode_ci utf8_general_ci utf8_bin ascii_bin ascii_general_ci "
    "cp1250_bin cp1250_general_ci",
    "DatabaseEngine": "InnoDB MyISAM Memory CSV Archive Blackhole",
    "Month": "January February March April May June July August September October November "
    "December",
    "Weekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "BankAccountName": "Checking Account|Savings Account|Credit Card Account|Investment Account|"
    "Auto Loan Account|Home Loan Account|Money Market Account|Personal Loan Account",
    "TransactionType": "deposit withdrawal payment invoice",
    "currency": "AUD=Australian Dollar=$|BRL=Brazilian Real=R$|CAD=Canadian Dollar=$|"
    "CHF=Swiss Franc=CHF|CNY=Yuan Renminbi=¥|CZK=Czech Koruna=Kč|DKK=Danish Krone=kr|EUR=Euro=€|"
    "GBP=Pound Sterling=£|INR=Indian Rupee=₹|JPY=Yen=¥|KRW=Won=₩|NOK=Norwegian Krone=kr|"
    "PLN=Zloty=zł|SEK=Swedish Krona=kr|TRY=Turkish Lira=₺|USD=US Dollar=$|ZAR=Rand=R",
    "Abbreviation": "ADP AGP AI API CSS DRAM EXE FTP GB HDD HTTP IB JBOD JSON PCI PNG RAM RSS SAS "
    "SCSI SDD SMS SMTP SQL SSL TCP THX XML XSS",
    "Adjective": "auxiliary back-end bluetooth cross-platform digital haptic mobile "
    "multi-byte neural online open-source optical primary redundant solid-state virtual wireless",
    "Noun": "alarm application array bandwidth bus capacitor card circuit driver feed "
    "firewall hard drive interface matrix microchip monitor panel pixel port program protocol "
    "sensor system transmitter",
    "Verb": "back up|bypass|calculate|compress|connect|copy|generate|hack|index|input|"
    "navigate|override|parse|program|quantify|reboot|synthesize|transmit",
    "Ingverb": "backing up|bypassing|calculating|compressing|connecting|copying|generating|"
    "hacking|indexing|navigating|overriding|parsing|programming|quantifying|synthesizing|"
    "transmitting",
    "DomainSuffix": "com net org info biz name",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0|"
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{0}.0.0.0 Safari/537.36|"
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.{0} Safari/605.1.15",
    "LoremWord": "ad alias amet aut autem commodi consectetur corporis culpa cum debitis dicta "
    "dolor dolorem doloribus ea eius enim eos est et eum ex facere fuga fugit harum hic id illo in "
    "ipsa ipsum iste itaque iure labore laborum maxime minima modi natus nemo neque nihil nisi "
    "nobis odio odit omnis porro quae quam quas quia quis quo quod ratione rem repellat rerum "
    "sapiente sed sint sit soluta sunt tempora tempore ullam unde ut vel velit vero vitae voluptas",
    "Word": "anchor arrow basket beacon bottle branch bridge candle canyon circle cloud copper "
    "corner cotton desert engine fabric feather forest garden glacier harbour hammer island "
    "journey kernel ladder lantern marble meadow mirror mountain orbit paper pebble planet "
    "quarry ribbon river rocket saddle shadow silver spiral stone summit thread timber tunnel "
    "valley velvet violin window winter",
    "DirectoryPath": "/bin /boot /dev /etc /etc/defaults /etc/mail /home /home/user /lib /media "
    "/mnt /net /opt /opt/bin /opt/lib /private /proc /root /sbin /srv /sys /tmp /usr /usr/bin "
    "/usr/include /usr/lib /usr/local/bin /usr/share /usr/src /var /var/log /var/mail /var/spool "
    "/var/tmp",
    "CommonFileExt": "gif html jpeg jpg json mp3 mp4 pdf png txt wav",
    "FileExt": "avi bmp csv doc docx epub flac gz ico jar md ods odt ppt rtf svg tar tiff tsv "
    "ttf wasm webm webp xls xml yaml zip",
    "CommonFileType": "application audio image text video",
    "FileType": "application audio font image message model multipart text video",
    "MimeType": "application/json application/pdf application/xml application/zip audio/mpeg "
    "audio/ogg font/woff2 image/gif image/jpeg image/png image/svg+xml text/css text/csv "
    "text/html text/plain video/mp4 video/webm",
}

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(table.split("|") if "|" in table else table.split())
        for name, table in _TABLES.items()
    }
)
"""Each table's words."""
