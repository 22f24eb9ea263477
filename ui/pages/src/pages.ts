/** What the server-rendered pages do beyond being whole. */
import './map'
import './tracking'
